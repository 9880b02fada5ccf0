//! Files that gateways write: readings and receipts. What is wrong is named with its line.

use std::{collections::HashMap, fs, io::Read as _, path::Path};

use alloy::primitives::{Address, B256, U256};
use diem_sdk::{readings::Reading, receipts::UsageReceipt};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{failure::Failure, parse};

/// Readings that one transaction takes; a first reading of an owner costs about 31,000 gas.
const MOST_READINGS: usize = 500;

/// A reading as a JSON file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(deserialize_with = "address")]
    owner: Address,
    #[serde(deserialize_with = "total")]
    total: U256,
}

/// A receipt as a file has it: what is hashed, so amounts are in wei.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct Receipt {
    #[serde(deserialize_with = "address", serialize_with = "text")]
    pub(crate) owner: Address,
    pub(crate) day: u64,
    pub(crate) index: u64,
    /// Credits in wei, as a decimal string.
    #[serde(deserialize_with = "wei", serialize_with = "text")]
    pub(crate) amount: U256,
    pub(crate) request_hash: B256,
}

impl Receipt {
    /// The receipt as it is hashed.
    pub(crate) fn usage(&self) -> UsageReceipt {
        UsageReceipt {
            owner: self.owner,
            day: U256::from(self.day),
            index: U256::from(self.index),
            amount: self.amount,
            request_hash: self.request_hash,
        }
    }
}

/// The text of a file, or of the standard input for `-`.
pub(crate) fn text_of(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = match file.to_str() {
        Some("-") => std::io::stdin().read_to_string(&mut text).map(|_| text),
        _ => fs::read_to_string(file),
    };
    read.map_err(|error| Failure::failed(format!("{} cannot be read: {error}", file.display())))
}

/// The readings in a file, CSV or JSON.
pub(crate) fn readings(file: &Path) -> Result<Vec<Reading>, Failure> {
    let text = text_of(file)?;
    read_readings(&text).map_err(|what| Failure::usage(format!("{}: {what}", file.display())))
}

/// The receipts in a file.
pub(crate) fn receipts(file: &Path) -> Result<Vec<Receipt>, Failure> {
    let text = text_of(file)?;
    read_receipts(&text).map_err(|what| Failure::usage(format!("{}: {what}", file.display())))
}

fn read_readings(text: &str) -> Result<Vec<Reading>, String> {
    let rows = match text.trim_start().starts_with('[') {
        true => json_rows(text)?,
        false => csv_rows(text)?,
    };
    if rows.is_empty() {
        return Err("there is no reading: write lines `owner,total`".to_owned());
    }
    if rows.len() > MOST_READINGS {
        return Err(format!(
            "there are {} readings; one transaction takes {MOST_READINGS}: split the file",
            rows.len()
        ));
    }
    let mut seen = HashMap::new();
    let mut readings = Vec::with_capacity(rows.len());
    for (place, owner, total) in rows {
        if let Some(earlier) = seen.insert(owner, place.clone()) {
            return Err(format!(
                "{place}: {owner} has a reading already, {earlier}: write one per owner, with the day's total"
            ));
        }
        readings.push(Reading::new(owner, total).map_err(|error| format!("{place}: {error}"))?);
    }
    Ok(readings)
}

/// Lines `owner,total`, with or without a head. Spreadsheets put fields in quotes and a mark before the first.
fn csv_rows(text: &str) -> Result<Vec<(String, Address, U256)>, String> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let said = (1..)
        .zip(lines)
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let mut rows = Vec::new();
    for (number, line) in said {
        let place = format!("line {number}");
        let fields: Vec<&str> = line
            .split(',')
            .map(|field| field.trim().trim_matches('"'))
            .collect();
        let [owner, total] = fields[..] else {
            return Err(format!(
                "{place}: a reading is `owner,total`, this line has {} fields",
                fields.len()
            ));
        };
        if rows.is_empty() && (owner, total) == ("owner", "total") {
            continue;
        }
        let owner = parse::address(owner).map_err(|what| format!("{place}: `{owner}`: {what}"))?;
        let total = parse::limit(total).map_err(|what| format!("{place}: {what}"))?;
        rows.push((place, owner, total));
    }
    Ok(rows)
}

fn json_rows(text: &str) -> Result<Vec<(String, Address, U256)>, String> {
    let rows: Vec<Row> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let placed = rows.into_iter().enumerate();
    Ok(placed
        .map(|(i, row)| (format!("reading {}", i + 1), row.owner, row.total))
        .collect())
}

fn read_receipts(text: &str) -> Result<Vec<Receipt>, String> {
    let receipts: Vec<Receipt> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if receipts.is_empty() {
        return Err("there is no receipt".to_owned());
    }
    let mut seen = HashMap::new();
    for (number, receipt) in (1..).zip(&receipts) {
        let key = (receipt.owner, receipt.day, receipt.index);
        if let Some(earlier) = seen.insert(key, number) {
            return Err(format!(
                "receipts {earlier} and {number} are both number {} of {} on day {}: each has a number of its own",
                receipt.index, receipt.owner, receipt.day
            ));
        }
    }
    Ok(receipts)
}

fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Address, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse::address(&text).map_err(|what| D::Error::custom(format_args!("`{text}`: {what}")))
}

fn total<'de, D: Deserializer<'de>>(deserializer: D) -> Result<U256, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse::limit(&text).map_err(D::Error::custom)
}

fn wei<'de, D: Deserializer<'de>>(deserializer: D) -> Result<U256, D::Error> {
    let text = String::deserialize(deserializer)?;
    U256::from_str_radix(&text, 10).map_err(|_| {
        D::Error::custom(format_args!(
            "`{text}` is no amount in wei: write decimal digits in quotes"
        ))
    })
}

fn text<T: ToString, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&value.to_string())
}

#[cfg(test)]
mod tests {
    use diem_sdk::amount;

    use super::*;

    const A: &str = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    const B: &str = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";

    #[test]
    fn lines_and_json_say_the_same() {
        let lines = format!("\u{feff}owner,total\r\n\r\n{A},1.5\r\n# a remark\n \"{B}\" , 0\n");
        let json = format!(
            "[{{\"owner\": \"{A}\", \"total\": \"1.5\"}}, {{\"owner\": \"{B}\", \"total\": \"0\"}}]"
        );
        let read = read_readings(&lines).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(
            (read[0].owner().to_string().as_str(), read[0].total()),
            (A, amount::milli(1_500))
        );
        assert_eq!(read_readings(&json).unwrap(), read);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, expected) in [
            (
                format!("{A},1.5\n{B}\n"),
                "line 2: a reading is `owner,total`, this line has 1 fields",
            ),
            (format!("{A},1.5\n\n{B},-2\n"), "line 3: `-2` is no amount"),
            (
                format!("{A},0.0000000000000000001\n"),
                "line 1: `0.0000000000000000001` has more than 18 digits",
            ),
            (
                "0x12,1\n".to_owned(),
                "line 1: `0x12`: an address is 0x and 40",
            ),
            (
                format!("{A},1\n{},2\n", A.to_lowercase()),
                "line 2: 0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 has a reading already, line 1",
            ),
            (
                format!("{A},79228162514.264337593543950336\n"),
                "line 1: a total of",
            ),
            (
                format!("0x{},1\n", "0".repeat(40)),
                "line 1: a reading names the zero address",
            ),
            (String::new(), "there is no reading"),
            (
                format!("[\n{{\"owner\": \"{A}\",\n\"total\": 5}}]"),
                "invalid type: integer `5`, expected a string at line 3",
            ),
            (
                format!("[\n{{\"owner\": \"{A}\",\n\"total\": \"x\"}}]"),
                "`x` is no amount",
            ),
            (
                format!("[{{\"owner\": \"{A}\"}}]"),
                "missing field `total` at line 1",
            ),
        ] {
            let error = read_readings(&text).unwrap_err();
            assert!(error.starts_with(expected), "{text:?}: {error}");
        }
    }

    #[test]
    fn a_file_has_as_many_readings_as_a_transaction_takes() {
        let line = |n: usize| format!("0x{n:040x},1\n");
        let most: String = (1..=MOST_READINGS).map(line).collect();
        assert_eq!(read_readings(&most).unwrap().len(), MOST_READINGS);
        let more = most + &line(MOST_READINGS + 1);
        assert!(read_readings(&more).unwrap_err().contains("split the file"));
    }

    #[test]
    fn receipts_are_read_as_they_are_written() {
        let receipt = Receipt {
            owner: A.parse().unwrap(),
            day: 20_454,
            index: 0,
            amount: amount::units(2),
            request_hash: B256::repeat_byte(7),
        };
        let text = serde_json::to_string(&[receipt]).unwrap();
        assert!(
            text.contains("\"amount\":\"2000000000000000000\""),
            "{text}"
        );
        assert_eq!(read_receipts(&text).unwrap(), [receipt]);
        let twice = serde_json::to_string(&[receipt, receipt]).unwrap();
        assert!(
            read_receipts(&twice)
                .unwrap_err()
                .contains("receipts 1 and 2 are both number 0")
        );
        assert!(
            read_receipts(&text.replace("2000000000000000000", "2.5"))
                .unwrap_err()
                .contains("no amount in wei")
        );
        assert!(read_receipts("[]").is_err());
    }
}
