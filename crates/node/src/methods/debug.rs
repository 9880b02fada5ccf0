//! `debug_`: what transactions called.

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use serde::{Deserialize, Serialize};
use stylus_chain::{CallKind, CallTrace};

use super::{Method, json};
use crate::{
    call::CallRequest,
    error::{self, RpcError, RpcResult},
};

pub(super) const METHODS: &[(&str, Method)] = &[
    ("debug_traceTransaction", |node, mut args| {
        let (hash, options): (B256, Option<Options>) = (args.next()?, args.optional()?);
        args.end()?;
        let options = options.unwrap_or_default().checked()?;
        let trace = node.trace(hash)?;
        json(Frame::of(trace, options.only_top_call))
    }),
    ("debug_traceCall", |node, mut args| {
        let call = CallRequest {
            request: args.next()?,
            block: args.optional()?,
            ..CallRequest::default()
        };
        let options: Option<CallOptions> = args.optional()?;
        args.end()?;
        let options = options.unwrap_or_default();
        let tracer = options.tracer.checked()?;
        let trace = node.trace_call(CallRequest {
            state: options.state_overrides,
            setting: options.block_overrides,
            ..call
        })?;
        json(Frame::of(trace, tracer.only_top_call))
    }),
];

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Options {
    tracer: Option<String>,
    tracer_config: TracerConfig,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct CallOptions {
    #[serde(flatten)]
    tracer: Options,
    state_overrides: Option<alloy_rpc_types_eth::state::StateOverride>,
    block_overrides: Option<alloy_rpc_types_eth::BlockOverrides>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct TracerConfig {
    only_top_call: bool,
    with_log: bool,
}

impl Options {
    fn checked(self) -> RpcResult<TracerConfig> {
        match self.tracer.as_deref() {
            Some("callTracer") if !self.tracer_config.with_log => Ok(self.tracer_config),
            Some("callTracer") => Err(RpcError::server(
                "callTracer: withLog is not supported; logs are in the receipt",
            )),
            other => Err(RpcError::server(format!(
                "tracer {} is not supported: use {{\"tracer\": \"callTracer\"}}",
                other.unwrap_or("structLog")
            ))),
        }
    }
}

/// A frame as go-ethereum's `callTracer` shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Frame {
    #[serde(rename = "type")]
    kind: &'static str,
    from: Address,
    gas: U64,
    gas_used: U64,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Address>,
    input: Bytes,
    #[serde(skip_serializing_if = "is_empty")]
    output: Bytes,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    revert_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<U256>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    calls: Vec<Frame>,
}

fn is_empty(bytes: &Bytes) -> bool {
    bytes.is_empty()
}

impl Frame {
    fn of(trace: CallTrace, only_top_call: bool) -> Self {
        let reverted = trace.error.as_deref() == Some("execution reverted");
        let calls = if only_top_call {
            Vec::new()
        } else {
            trace.calls
        };
        Self {
            kind: match trace.kind {
                CallKind::Call => "CALL",
                CallKind::StaticCall => "STATICCALL",
                CallKind::DelegateCall => "DELEGATECALL",
                CallKind::CallCode => "CALLCODE",
                CallKind::Create => "CREATE",
                CallKind::Create2 => "CREATE2",
            },
            from: trace.from,
            gas: U64::from(trace.gas),
            gas_used: U64::from(trace.gas_used),
            to: trace.to,
            input: trace.input,
            revert_reason: reverted
                .then(|| error::revert_reason(&trace.output))
                .flatten(),
            output: trace.output,
            error: trace.error,
            value: (trace.kind != CallKind::StaticCall).then_some(trace.value),
            calls: calls
                .into_iter()
                .map(|call| Self::of(call, false))
                .collect(),
        }
    }
}
