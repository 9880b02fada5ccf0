//! The table: requests, and what the node has to answer to them. The rows are data, in `table/*.json`.
//!
//! Each file is a sequence that runs on a node of its own, from the first row to the last. A row has a name (`row`) and
//!
//! - `method` and `params`, and `result` or `error` (`code`, `message`, `data`) as the answer, over HTTP or, with `"over": "ws"`, over a WebSocket; or
//! - `body`, the text of a request, and `response`, the whole answer (`null`: an empty one), with its HTTP `status` if that is not 200.
//!
//! In an expected value, `"<name kind>"` stands for a value that depends on the machine's clock or on chance, and gives it a name: where
//! `"<name>"` stands afterwards, in a request or in an answer, exactly that value is meant. A text that ends in `…` is the beginning of the
//! text that is expected; an object with the field `"…"` may have more fields than it names.

use std::{collections::HashMap, fs, path::Path};

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    client::{Http, Socket},
    scene::Scene,
};

#[derive(Debug, Deserialize)]
struct Row {
    row: String,
    #[serde(default)]
    method: String,
    #[serde(default = "no_params")]
    params: Value,
    /// The request as it is, instead of method and params.
    body: Option<String>,
    #[serde(default)]
    over: Transport,
    #[serde(default = "ok")]
    status: u16,
    /// `result`, `error` or `response`.
    #[serde(flatten)]
    answer: Map<String, Value>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
enum Transport {
    #[default]
    Http,
    Ws,
}

fn no_params() -> Value {
    json!([])
}

const fn ok() -> u16 {
    200
}

#[tokio::test]
async fn every_request_of_the_table_is_answered_as_it_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node/table");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the table is there")
        .map(|entry| entry.expect("a file").path())
        .collect();
    files.sort();
    let (mut rows, mut differences) = (0, Vec::new());
    for file in files {
        let text = fs::read_to_string(&file).expect("the table can be read");
        let name = file
            .file_name()
            .expect("a file has a name")
            .to_string_lossy();
        let table: Vec<Row> = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        rows += table.len();
        let scene = Scene::new().await;
        let mut run = Run {
            http: scene.http.clone(),
            socket: scene.socket().await,
            names: HashMap::new(),
        };
        for row in table {
            for difference in run.row(&row).await {
                differences.push(format!("{name}, {}: {difference}", row.row));
            }
        }
    }
    assert!(
        differences.is_empty(),
        "{} differences in {rows} rows:\n{}",
        differences.len(),
        differences.join("\n")
    );
}

struct Run {
    http: Http,
    socket: Socket,
    /// The values that rows gave names to.
    names: HashMap<String, Value>,
}

impl Run {
    /// Sends a row's request and returns how the answer differs from the expected one.
    async fn row(&mut self, row: &Row) -> Vec<String> {
        let (kind, expected) = match row.answer.iter().next() {
            Some(answer) if row.answer.len() == 1 => answer,
            _ => {
                return vec![format!(
                    "needs a result, an error or a response: {:?}",
                    row.answer
                )];
            }
        };
        let expected = match kind.as_str() {
            "response" => expected.clone(),
            "result" | "error" => json!({"jsonrpc": "2.0", "id": 1, kind: expected}),
            other => return vec![format!("has a field {other}")],
        };
        let body = row.body.clone().unwrap_or_else(|| {
            json!({"jsonrpc": "2.0", "id": 1, "method": row.method, "params": self.filled_in(&row.params)}).to_string()
        });
        self.exchange(body, row.over, row.status, &expected).await
    }

    async fn exchange(
        &mut self,
        body: String,
        over: Transport,
        status: u16,
        expected: &Value,
    ) -> Vec<String> {
        let (got, text) = match over {
            Transport::Http => self.http.send(body).await,
            Transport::Ws => {
                self.socket.send(body).await;
                let answer = self.socket.receive().await.expect("the connection lasts");
                (200, answer.to_string())
            }
        };
        let mut differences = Vec::new();
        if got != status {
            differences.push(format!("status {got} instead of {status}"));
        }
        let answer = if text.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_str(&text)
        };
        match answer {
            Ok(answer) => self.compare("", expected, &answer, &mut differences),
            Err(error) => differences.push(format!("{error}: {text}")),
        }
        differences
    }

    /// A request with the values in place of their names.
    fn filled_in(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => match name(text) {
                Some((name, None)) => self.names.get(name).cloned().unwrap_or_default(),
                _ => value.clone(),
            },
            Value::Array(items) => items.iter().map(|item| self.filled_in(item)).collect(),
            Value::Object(fields) => {
                let fields = fields
                    .iter()
                    .map(|(key, value)| (key.clone(), self.filled_in(value)));
                Value::Object(fields.collect())
            }
            _ => value.clone(),
        }
    }

    fn compare(&mut self, at: &str, expected: &Value, got: &Value, differences: &mut Vec<String>) {
        match (expected, got) {
            (Value::Object(expected), Value::Object(got)) => {
                self.compare_fields(at, expected, got, differences)
            }
            (Value::Array(expected), Value::Array(got)) if expected.len() == got.len() => {
                for (index, (expected, got)) in expected.iter().zip(got).enumerate() {
                    self.compare(&format!("{at}/{index}"), expected, got, differences);
                }
            }
            (Value::String(text), got) if self.stands_for(text, got) => {}
            (expected, got) if expected == got => {}
            _ => differences.push(format!("{at} is {got} instead of {expected}")),
        }
    }

    fn compare_fields(
        &mut self,
        at: &str,
        expected: &Map<String, Value>,
        got: &Map<String, Value>,
        differences: &mut Vec<String>,
    ) {
        for (field, expected) in expected.iter().filter(|(field, _)| *field != "…") {
            match got.get(field) {
                Some(got) => self.compare(&format!("{at}/{field}"), expected, got, differences),
                None => differences.push(format!("{at} has no {field}")),
            }
        }
        if !expected.contains_key("…") {
            for (field, value) in got
                .iter()
                .filter(|(field, _)| !expected.contains_key(*field))
            {
                differences.push(format!("{at} has {field}: {value}"));
            }
        }
    }

    /// Whether an expected text that is no plain text fits.
    fn stands_for(&mut self, text: &str, got: &Value) -> bool {
        if let Some(beginning) = text.strip_suffix('…') {
            return got.as_str().is_some_and(|got| got.starts_with(beginning));
        }
        match name(text) {
            Some((name, None)) => self.names.get(name) == Some(got),
            Some((name, Some(kind))) => {
                self.names.insert(name.to_owned(), got.clone());
                is_of(kind, got)
            }
            None => false,
        }
    }
}

/// What `<name kind>` or `<name>` consists of.
fn name(text: &str) -> Option<(&str, Option<&str>)> {
    let inside = text.strip_prefix('<')?.strip_suffix('>')?;
    Some(match inside.split_once(' ') {
        Some((name, kind)) => (name, Some(kind)),
        None => (inside, None),
    })
}

fn is_of(kind: &str, value: &Value) -> bool {
    let digits = value.as_str().and_then(|text| text.strip_prefix("0x"));
    let hex = digits.filter(|digits| {
        digits
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    });
    match kind {
        "hash" => hex.is_some_and(|digits| digits.len() == 64),
        "quantity" => hex
            .is_some_and(|digits| digits == "0" || !digits.is_empty() && !digits.starts_with('0')),
        "data" => hex.is_some_and(|digits| digits.len() % 2 == 0),
        "number" => value.is_i64() || value.is_u64(),
        "text" => value.is_string(),
        other => panic!("there is no kind {other}"),
    }
}
