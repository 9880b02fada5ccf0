//! A plan that was tried or carried out, as text and as a document.

use alloy::primitives::{Address, B256, U256};
use diem_sdk::amount;
use serde_json::{Map, Value as Json, json};

use crate::{
    connection::Connection,
    figures::{Figure, Value},
    plan::{Plan, Trial},
    show::{align, head, key, render, table},
};

/// A plan that was tried.
#[derive(Clone, Copy)]
pub(crate) struct Report<'a> {
    pub(crate) chain: &'a Connection,
    pub(crate) from: Address,
    pub(crate) plan: &'a Plan,
    pub(crate) trial: &'a Trial,
}

/// A transaction in a block.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) hash: B256,
    pub(crate) block: u64,
    pub(crate) gas_used: u64,
    /// Wei paid for gas.
    pub(crate) fee: U256,
}

impl Report<'_> {
    /// The question before sending.
    pub(crate) fn question(&self) -> String {
        let transactions = match self.plan.calls.len() {
            1 => "1 transaction".to_owned(),
            n => format!("{n} transactions"),
        };
        format!(
            "Send {transactions} for about {} {}?",
            amount::exact(self.trial.fee()),
            self.chain.gas_token
        )
    }

    pub(crate) fn text(&self) -> String {
        let mut text = self.title();
        text += &changes(&self.plan.figures, &self.trial.before, &self.trial.after);
        let mut table = table();
        for (index, (call, gas)) in self.plan.calls.iter().zip(&self.trial.gas).enumerate() {
            // What builds on a transaction that is not mined yet is estimated less well.
            let about = if index == 0 { "" } else { "about " };
            table.add_row([
                format!("{}", index + 1),
                format!("{}.{}", call.contract, call.function),
                format!("{about}{} gas", amount::group(gas)),
            ]);
        }
        align(&mut table, &[2]);
        text += &format!(
            "\n{}\n  fee about {} {token}, at most {} {token}\n",
            render(&table),
            amount::exact(self.trial.fee()),
            amount::exact(self.trial.most()),
            token = self.chain.gas_token
        );
        text + &self.notes(&self.trial.after)
    }

    pub(crate) fn sent_text(&self, sent: &[Sent], after: &[Value]) -> String {
        let mut text = self.title();
        text += &changes(&self.plan.figures, &self.trial.before, after);
        let mut table = table();
        for (call, sent) in self.plan.calls.iter().zip(sent) {
            table.add_row([
                format!("{}.{}", call.contract, call.function),
                sent.hash.to_string(),
                format!("block {}", sent.block),
                format!("{} gas", amount::group(sent.gas_used)),
            ]);
        }
        let fee: U256 = sent.iter().map(|sent| sent.fee).sum();
        text += &format!(
            "\n{}\n  fee {} {}\n",
            render(&table),
            amount::exact(fee),
            self.chain.gas_token
        );
        text + &self.notes(after)
    }

    fn title(&self) -> String {
        let title = anstyle::Style::new().bold();
        format!(
            "{title}{}{title:#}\non {} as {}\n\n",
            self.plan.title, self.chain, self.from
        )
    }

    fn notes(&self, after: &[Value]) -> String {
        let remark = self.plan.remark.as_ref().map(|judge| judge(after));
        let remarks = remark.iter().flat_map(|remark| &remark.notes);
        self.plan
            .notes
            .iter()
            .chain(remarks)
            .map(|note| format!("  {note}\n"))
            .collect()
    }

    pub(crate) fn json(&self, sent: &[Sent], after: &[Value]) -> Json {
        let mut document = head(self.plan.command, self.chain);
        let figures = self.plan.figures.iter().zip(&self.trial.before).zip(after);
        let changes: Map<String, Json> = figures
            .map(|((figure, before), after)| {
                let change = json!({ "unit": before.unit(), "before": before.json(), "after": after.json() });
                (key(&figure.name), change)
            })
            .collect();
        let transactions: Vec<Json> = self
            .plan
            .calls
            .iter()
            .enumerate()
            .map(|(i, call)| {
                let sent = sent.get(i);
                json!({
                    "contract": call.contract,
                    "to": call.to.to_string(),
                    "function": call.function,
                    "gas": self.trial.gas[i],
                    "hash": sent.map(|sent| sent.hash.to_string()),
                    "block": sent.map(|sent| sent.block),
                    "gasUsed": sent.map(|sent| sent.gas_used),
                    "fee": sent.map(|sent| sent.fee.to_string()),
                })
            })
            .collect();
        document.insert("account".to_owned(), json!(self.from.to_string()));
        document.insert("sent".to_owned(), json!(!sent.is_empty()));
        document.insert("day".to_owned(), json!(self.plan.day));
        document.insert("changes".to_owned(), Json::Object(changes));
        document.insert("transactions".to_owned(), json!(transactions));
        document.insert(
            "fee".to_owned(),
            json!({
                "token": self.chain.gas_token,
                "expected": self.trial.fee().to_string(),
                "most": self.trial.most().to_string(),
            }),
        );
        document.insert("notes".to_owned(), json!(self.plan.notes));
        if let Some(judge) = &self.plan.remark {
            let remark = judge(after);
            document.insert(remark.name.to_owned(), remark.json);
        }
        Json::Object(document)
    }
}

/// Figures before and after.
fn changes(figures: &[Figure], before: &[Value], after: &[Value]) -> String {
    let mut table = table();
    for ((figure, before), after) in figures.iter().zip(before).zip(after) {
        let (before, arrow, after) = match (before.text(), after.text()) {
            (text, _) if before == after => (text, "", String::new()),
            // The difference is in the digits that are cut otherwise.
            (one, other) if one == other => (before.exact_text(), "->", after.exact_text()),
            (one, other) => (one, "->", other),
        };
        table.add_row([figure.name.clone(), before, arrow.to_owned(), after]);
    }
    align(&mut table, &[1, 3]);
    render(&table)
}
