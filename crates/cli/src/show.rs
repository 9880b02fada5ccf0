//! What a command shows: text for people, one JSON document for programs.

use std::io::Write as _;

use alloy::primitives::Address;
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value as Json, json};

use crate::{
    connection::Connection,
    failure::Failure,
    figures::Value,
    report::{Report, Sent},
};

/// How a command shows what it has to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    pub(crate) json: bool,
}

/// Writes to standard output. That nobody reads it is no failure of the command's.
pub(crate) fn print(text: &str) {
    let mut out = anstream::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

impl Output {
    /// Shows a plan that is not sent.
    pub(crate) fn plan(self, report: &Report<'_>) {
        if self.json {
            self.document(&report.json(&[], &report.trial.after));
        } else {
            print(&format!(
                "{}\nNothing was sent: add --send to send it.\n",
                report.text()
            ));
        }
    }

    /// Shows a plan before the question whether to send it.
    pub(crate) fn question_plan(self, report: &Report<'_>) {
        eprintln!("{}", report.text());
    }

    /// Shows what came of a plan.
    pub(crate) fn sent(self, report: &Report<'_>, sent: &[Sent], after: &[Value]) {
        if self.json {
            self.document(&report.json(sent, after));
        } else {
            print(&report.sent_text(sent, after));
        }
    }

    /// Shows figures that were only read, in text below a title.
    pub(crate) fn figures(self, command: &str, chain: &Connection, title: &str, read: &Read<'_>) {
        if self.json {
            let mut document = head(command, chain);
            document.extend(read.json());
            self.document(&Json::Object(document));
        } else {
            print(&format!("{title}\non {chain}\n\n{}", read.text()));
        }
    }

    /// Prints a document for programs.
    pub(crate) fn document(self, document: &Json) {
        print(&format!("{document:#}\n"));
    }

    /// Says what went wrong.
    pub(crate) fn failure(self, failure: &Failure) {
        if self.json {
            // Of what was reported, the one document is out already.
            if !matches!(failure, Failure::Reported(_)) {
                self.document(&failure.json());
            }
        } else {
            let error = anstyle::AnsiColor::Red.on_default().bold();
            let text = format!("{error}error:{error:#} {failure}\n");
            let _ = anstream::stderr().lock().write_all(text.as_bytes());
        }
    }
}

/// Figures that were read, and lists.
#[derive(Default)]
pub(crate) struct Read<'a> {
    pub(crate) account: Option<Address>,
    pub(crate) figures: Vec<(&'a str, Value)>,
    /// A list: its name, its columns, its rows.
    pub(crate) list: Option<List>,
}

/// A list of things of one kind.
pub(crate) struct List {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    pub(crate) rows: Vec<Vec<Value>>,
}

impl Read<'_> {
    fn text(&self) -> String {
        let mut text = String::new();
        if !self.figures.is_empty() {
            let mut table = table();
            for (name, value) in &self.figures {
                table.add_row([(*name).to_owned(), value.text()]);
            }
            align(&mut table, &[1]);
            text += &render(&table);
        }
        if let Some(list) = &self.list {
            if !text.is_empty() {
                text.push('\n');
            }
            text += &list.text();
        }
        text
    }

    fn json(&self) -> Map<String, Json> {
        let mut document = Map::new();
        if let Some(account) = self.account {
            document.insert("account".to_owned(), json!(account.to_string()));
        }
        for (name, value) in &self.figures {
            document.insert(key(name), value.json());
        }
        if let Some(list) = &self.list {
            document.insert(key(list.name), list.json());
        }
        document
    }
}

impl List {
    fn text(&self) -> String {
        if self.rows.is_empty() {
            return format!("  no {}\n", self.name);
        }
        let mut table = table();
        table.set_header(self.columns);
        for row in &self.rows {
            table.add_row(row.iter().map(Value::text));
        }
        let right: Vec<usize> = (0..self.columns.len())
            .filter(|column| !matches!(self.rows[0][*column], Value::Account(_)))
            .collect();
        align(&mut table, &right);
        render(&table)
    }

    fn json(&self) -> Json {
        let row = |row: &Vec<Value>| {
            let entries = self.columns.iter().zip(row);
            Json::Object(
                entries
                    .map(|(column, value)| (key(column), value.json()))
                    .collect(),
            )
        };
        self.rows.iter().map(row).collect()
    }
}

/// What every document begins with.
pub(crate) fn head(command: &str, chain: &Connection) -> Map<String, Json> {
    let mut document = Map::new();
    document.insert("command".to_owned(), json!(command));
    document.insert("network".to_owned(), chain.json());
    document
}

/// A table without lines, two spaces from the left.
pub(crate) fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

/// Aligns these columns to the right.
pub(crate) fn align(table: &mut Table, columns: &[usize]) {
    for column in columns {
        if let Some(column) = table.column_mut(*column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

/// The table's lines, without spaces at their ends.
pub(crate) fn render(table: &Table) -> String {
    table
        .lines()
        .map(|line| format!(" {}\n", line.trim_end()))
        .collect()
}

/// A figure's name as a key: `VVV held` is `vvvHeld`.
pub(crate) fn key(name: &str) -> String {
    let letters = name.replace(|c: char| !c.is_ascii_alphanumeric() && c != ' ', "");
    let mut words = letters.split_whitespace();
    let mut key = words.next().unwrap_or_default().to_lowercase();
    for word in words {
        let (first, rest) = word.split_at(1);
        key += &first.to_uppercase();
        key += rest;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_keys() {
        for (name, expected) in [
            ("staked", "staked"),
            ("VVV held", "vvvHeld"),
            ("owner's available today", "ownersAvailableToday"),
        ] {
            assert_eq!(key(name), expected);
        }
    }

    #[test]
    fn lists_say_when_they_are_empty_and_keep_their_columns() {
        let list = |rows| List {
            name: "tickets",
            columns: &["ticket", "ready at"],
            rows,
        };
        assert_eq!(list(Vec::new()).text(), "  no tickets\n");
        assert_eq!(list(Vec::new()).json(), json!([]));
        let one = list(vec![vec![Value::Number(3), Value::Time(0)]]);
        assert_eq!(one.json(), json!([{ "ticket": 3, "readyAt": 0 }]));
        assert!(one.text().contains("1970-01-01 00:00:00 UTC"));
    }
}
