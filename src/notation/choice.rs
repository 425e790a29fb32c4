//! Choices: enumerations whose values have names, each stated once, beside its value.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::message;

/// An enumeration whose values have names: the same in JSON, on the command line and wherever text is read. The first
/// paragraph of what is said of a value is its help. `Value = "value" if "feature"` is there only with a feature.
macro_rules! choice {
    (
        $(#[$about:meta])*
        pub enum $name:ident { $($(#[$value_about:meta])* $value:ident = $text:tt $(if $feature:tt)?,)+ }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "cli", derive(clap::ValueEnum))]
        pub enum $name {
            $(
                $(#[$value_about])*
                $(#[cfg(feature = $feature)])?
                #[serde(rename = $text)]
                #[cfg_attr(feature = "cli", value(name = $text))]
                $value,
            )+
        }

        impl $name {
            /// All of them.
            pub const ALL: [$name; [$($(#[cfg(feature = $feature)])? $text),+].len()] =
                [$($(#[cfg(feature = $feature)])? $name::$value),+];

            /// Its name, in lower case.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $($(#[cfg(feature = $feature)])? $name::$value => $text,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.name())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::error::Error;

            fn from_str(name: &str) -> std::result::Result<Self, Self::Err> {
                let known = || $crate::notation::unknown(name, &$name::ALL.map($name::name));
                $name::ALL.into_iter().find(|choice| choice.name() == name).ok_or_else(known)
            }
        }
    };
}
pub(crate) use choice;

/// What is said of a name that none of the values has.
pub(crate) fn unknown(name: &str, known: &[&str]) -> Error {
    Error::new(ErrorKind::Argument, message!("there is no `{name}`", name))
        .advise(message!("say one of {names}", names = known.join(", ")))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use crate::collate::compare::Order;
    use crate::copies::similarity::Similar;
    use crate::message;

    #[test]
    fn a_choice_has_one_name_wherever_it_is_told_or_read() {
        for order in Order::ALL {
            let json = serde_json::to_string(&order).unwrap();
            assert_eq!(json, format!("\"{order}\""));
            assert_eq!(serde_json::from_str::<Order>(&json).unwrap(), order);
            assert_eq!(order.name().parse::<Order>().unwrap(), order);
        }
        assert_eq!(Order::RepeatedInA.to_string(), "repeated-in-a");
        let error = "norml".parse::<Similar>().unwrap_err();
        assert_eq!(error.to_string(), "there is no `norml`");
        let known = message!("say one of {names}", names = "strict, normal, loose");
        assert_eq!(error.advice(), Some(&known.into()));
    }
}
