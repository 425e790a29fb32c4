//! The native half of the Python package `duikan`: plain arguments in, the JSON of `duikan::present::json` out.
//!
//! What users see stands in `duikan/`, in Python. Every call into the library lets go of the interpreter and runs in
//! threads of this process ([`threads`]), so that it is safe beside other threads and after a fork.

mod asked;
mod build;
mod errors;
mod index;
mod json;
mod kernels;
mod threads;
mod words;

use pyo3::pymodule;

#[pymodule]
mod _duikan {
    #[pymodule_export]
    use super::build::build;
    #[pymodule_export]
    use super::build::merge;
    #[pymodule_export]
    use super::build::remove;
    #[pymodule_export]
    use super::index::Index;
    #[pymodule_export]
    use super::kernels::align;
    #[pymodule_export]
    use super::kernels::fingerprints;
    #[pymodule_export]
    use super::kernels::join;
    #[pymodule_export]
    use super::kernels::links;
    #[pymodule_export]
    use super::kernels::places;
    #[pymodule_export]
    use super::kernels::reduce;
    #[pymodule_export]
    use super::kernels::share;
    #[pymodule_export]
    use super::kernels::shuffle;
    #[pymodule_export]
    use super::kernels::whole;
    #[pymodule_export]
    use super::kernels::windows;
    #[pymodule_export]
    use super::kernels::write_shard;
    #[pymodule_export]
    use super::words::said;
}
