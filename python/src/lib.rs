//! The native half of the Python package `duikan`: plain arguments in, the JSON of `duikan::present::json` out.
//!
//! What users see stands in `duikan/`, in Python. Every call into the library lets go of the interpreter and runs in
//! threads of this process ([`threads`]), so that it is safe beside other threads and after a fork.

mod asked;
mod build;
mod errors;
mod index;
mod json;
mod threads;

use pyo3::pymodule;

#[pymodule]
mod _duikan {
    #[pymodule_export]
    use super::build::build;
    #[pymodule_export]
    use super::build::remove;
    #[pymodule_export]
    use super::index::Index;
}
