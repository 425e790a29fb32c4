//! Help and refusals in another language than clap's own: the same commands and options, said in the words of the table.

use crate::args::Arguments;
use clap::Arg;
use clap::Command;
use clap::CommandFactory;
use clap::builder::StyledStr;
use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::ErrorKind;
use duikan::Language;
use duikan::Message;
use duikan::message;
use std::error::Error;
use std::ffi::OsString;
use textwrap::WordSeparator;
use textwrap::core::Word;
use unicode_width::UnicodeWidthChar;

/// How a command's help is laid out, with headings of our own.
const TEMPLATE: &str = "{before-help}{about-with-newline}\n{usage}{all-args}{after-help}";

/// Columns of help at the most, as clap has it.
const WIDEST: usize = 100;
/// Columns before the help of an option.
const INDENT: usize = 10;

/// Help, or the version, for those who asked for it by these arguments.
pub(crate) fn help(arguments: &[OsString], language: Language, width: usize) -> Option<clap::Error> {
    translated(language, width.min(WIDEST))
        .try_get_matches_from(arguments)
        .err()
        .filter(|error| !error.use_stderr())
}

/// A text in lines of so many columns: it is broken between words, and beside every Chinese character that may stand
/// at the end or the beginning of a line.
fn fill(text: &str, width: usize) -> String {
    let options = textwrap::Options::new(width).break_words(false);
    textwrap::fill(text, options.word_separator(WordSeparator::Custom(words)))
}

fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let is_wide = |c: char| c.width() == Some(2);
    let mut rest = line;
    Box::new(std::iter::from_fn(move || {
        let neighbours = rest.char_indices().zip(rest.chars().skip(1));
        let breaks = neighbours.filter(|((_, last), next)| {
            let between_words = *last == ' ' && *next != ' ';
            let beside_wide = (is_wide(*last) || is_wide(*next)) && *next != ' ';
            between_words
                || (beside_wide && !"（《“".contains(*last) && !"，。；：、？！）》”…".contains(*next))
        });
        let end = breaks.map(|((at, last), _)| at + last.len_utf8()).next().unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end)?;
        rest = after;
        (!word.is_empty()).then(|| Word::from(word))
    }))
}

/// All commands, with everything that is said of them in a language.
fn translated(language: Language, width: usize) -> Command {
    let mut command = Arguments::command();
    command.build();
    Words { language, width }.of_command(command)
}

#[derive(Clone, Copy)]
struct Words {
    language: Language,
    width: usize,
}

impl Words {
    fn say(self, text: &str) -> String {
        self.language.say(text).into_owned()
    }

    /// A text of several sentences, in lines that fit.
    fn lines(self, text: Option<&StyledStr>) -> Option<String> {
        let paragraphs = text?.to_string();
        let said: Vec<String> = paragraphs.split("\n\n").map(|paragraph| self.say(paragraph)).collect();
        Some(fill(&said.join("\n\n"), self.width))
    }

    fn of_command(self, command: Command) -> Command {
        let usage = command.clone().render_usage().to_string();
        let usage = usage.trim_start_matches("Usage:").trim().replace("[OPTIONS]", &self.say("[OPTIONS]"));
        let usage =
            usage.replace("[COMMAND]", &self.say("[COMMAND]")).replace("<COMMAND>", &self.say("<COMMAND>"));
        let (about, long) = (self.lines(command.get_about()), self.lines(command.get_long_about()));
        let after = self.lines(command.get_after_help());
        let mut command = command
            .help_template(TEMPLATE.replace("{usage}", &format!("{} {usage}\n\n", self.say("Usage:"))))
            .subcommand_help_heading(self.say("Commands"))
            .mut_args(|argument| self.of_argument(argument))
            .mut_subcommands(|command| self.of_command(command));
        if let Some(about) = about {
            command = command.about(about);
        }
        if let Some(long) = long {
            command = command.long_about(long);
        }
        if let Some(after) = after {
            command = command.after_help(after);
        }
        command
    }

    fn of_argument(self, argument: Arg) -> Arg {
        let heading = self.say(if argument.is_positional() { "Arguments" } else { "Options" });
        let help = argument.get_help().map(|help| self.say(&help.to_string())).unwrap_or_default();
        let notes = self.notes(&argument);
        let width = self.width.saturating_sub(INDENT);
        let short = fill(&(help + &notes), width);
        let mut long = vec![short.clone()];
        for value in argument.get_possible_values() {
            let said = value.get_help().map(|help| self.say(&help.to_string()));
            long.extend(said.map(|help| fill(&format!("- {}: {help}", value.get_name()), width)));
        }
        let long = long.join("\n");
        let argument = argument.help_heading(heading).help(short).long_help(long).next_line_help(true);
        argument.hide_default_value(true).hide_possible_values(true).hide_env(true)
    }

    /// What clap says of an option by itself: its default, its values, its variable.
    fn notes(self, argument: &Arg) -> String {
        if !argument.get_action().takes_values() {
            return String::new();
        }
        let mut notes = Vec::new();
        let defaults = argument.get_default_values().iter().map(|value| value.to_string_lossy());
        let defaults = defaults.collect::<Vec<_>>().join(", ");
        if !defaults.is_empty() && !argument.is_hide_default_value_set() {
            notes.push(message!("[default: {value}]", value = defaults));
        }
        let values = argument.get_possible_values();
        let is_told = values.iter().any(|value| value.get_help().is_some());
        if !values.is_empty() && !is_told && !argument.is_hide_possible_values_set() {
            let names = values.iter().map(|value| value.get_name().to_owned()).collect::<Vec<_>>().join(", ");
            notes.push(message!("[possible values: {values}]", values = names));
        }
        if let Some(variable) = argument.get_env() {
            notes.push(message!("[env: {name}]", name = variable.to_string_lossy().into_owned()));
        }
        notes.iter().fold(String::new(), |said, note| said + " " + &note.say(self.language))
    }
}

/// Why arguments are refused, in a sentence and what to do.
pub(crate) fn refusal(error: &clap::Error) -> Message {
    let text = |kind| error.get(kind).map(shown).unwrap_or_default();
    let (argument, value) = (text(ContextKind::InvalidArg), text(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::UnknownArgument => message!("unexpected argument `{argument}`", argument),
        ErrorKind::InvalidSubcommand => {
            message!("there is no command `{name}`", name = text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::InvalidValue if value.is_empty() => message!("`{argument}` wants a value", argument),
        ErrorKind::InvalidValue => {
            let known = text(ContextKind::ValidValue);
            message!("`{argument}` is not `{value}`, but one of: {known}", argument, value, known)
        }
        ErrorKind::ValueValidation => {
            let why = error.source().and_then(|source| source.downcast_ref::<Message>()).cloned();
            let why = why.or_else(|| error.source().map(Message::verbatim));
            let why = why.unwrap_or_else(|| Message::verbatim(""));
            message!("`{argument}` cannot be `{value}`: {why}", argument, value, why)
        }
        ErrorKind::ArgumentConflict if text(ContextKind::PriorArg) == argument => {
            message!("`{argument}` is given twice", argument)
        }
        ErrorKind::ArgumentConflict => {
            let other = text(ContextKind::PriorArg);
            message!("{one} and {other} do not go together: leave one of them out", one = argument, other)
        }
        ErrorKind::MissingRequiredArgument => message!("lacking: {argument}", argument),
        _ => Message::verbatim(
            error.to_string().trim_start_matches("error: ").lines().next().unwrap_or_default(),
        ),
    };
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue].map(text);
    match suggested
        .into_iter()
        .find_map(|names| Some(names.rsplit(", ").next()?.to_owned()).filter(|name| !name.is_empty()))
    {
        Some(name) => message!("{what}; is `{name}` meant?", what, name),
        None => message!("{what}; see --help", what),
    }
}

/// One thing as it is shown, or several; of suggestions the last is the most likely.
fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(several) => several.join(", "),
        ContextValue::StyledStrs(several) => {
            several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        }
        ContextValue::None => String::new(),
        one => one.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that is said of a command, and of those below it.
    fn said(command: &Command, words: &mut Vec<String>) {
        let own = [command.get_about(), command.get_long_about(), command.get_after_help()];
        words.extend(own.into_iter().flatten().map(ToString::to_string));
        for argument in command.get_arguments() {
            words.extend(
                [argument.get_help(), argument.get_long_help()]
                    .into_iter()
                    .flatten()
                    .map(ToString::to_string),
            );
            let values = argument.get_possible_values();
            words.extend(values.iter().filter_map(|value| value.get_help()).map(ToString::to_string));
        }
        command.get_subcommands().for_each(|command| said(command, words));
    }

    #[test]
    fn all_help_is_in_the_table() {
        let mut command = Arguments::command();
        command.build();
        let mut words = Vec::new();
        said(&command, &mut words);
        let headings = ["Usage:", "Commands", "Arguments", "Options", "[OPTIONS]", "[COMMAND]", "<COMMAND>"];
        words.extend(headings.map(str::to_owned));
        let lacking: Vec<&str> = words
            .iter()
            .flat_map(|said| said.split("\n\n"))
            .filter(|said| Language::Chinese.say(said) == *said)
            .collect();
        let unused: Vec<&str> = duikan::messages("Help")
            .map(|(english, _)| english)
            .filter(|english| !english.starts_with('[') && !words.iter().any(|said| said.contains(english)))
            .collect();
        assert_eq!(unused, Vec::<&str>::new(), "nobody says this any more");
        assert!(words.len() > 100 && lacking.is_empty(), "not in data/messages.tsv: {lacking:#?}");
    }
}
