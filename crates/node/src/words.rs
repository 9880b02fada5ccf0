//! What jsonrpsee says itself, in go-ethereum's words; and batches and notifications as go-ethereum takes them.

use jsonrpsee::{
    core::middleware::{Batch, BatchEntry, BatchEntryErr, Notification, RpcServiceT},
    server::{BatchResponseBuilder, MethodResponse},
    types::{
        ErrorObject, ErrorObjectOwned, Id, Request,
        error::{
            INTERNAL_ERROR_CODE, METHOD_NOT_FOUND_CODE, OVERSIZED_RESPONSE_CODE,
            TOO_MANY_SUBSCRIPTIONS_CODE,
        },
    },
};

use crate::config::Limits;

/// Stands between the transport and the methods.
#[derive(Clone, Debug)]
pub(crate) struct Words<S> {
    pub(crate) service: S,
    pub(crate) limits: Limits,
}

impl<S> Words<S> {
    /// Another error in place of one that jsonrpsee made, if it made one.
    fn instead_of(&self, reply: &MethodResponse, method: &str) -> Option<ErrorObjectOwned> {
        // What subscriptions answer is on its way already.
        if !reply.is_method_call() {
            return None;
        }
        Some(match reply.as_error_code()? {
            METHOD_NOT_FOUND_CODE => error(
                METHOD_NOT_FOUND_CODE,
                format!("the method {method} does not exist/is not available"),
            ),
            INTERNAL_ERROR_CODE if is_about_subscriptions(method) => {
                error(METHOD_NOT_FOUND_CODE, "notifications not supported")
            }
            TOO_MANY_SUBSCRIPTIONS_CODE => error(
                -32005,
                format!(
                    "at most {} subscriptions per connection",
                    self.limits.subscriptions
                ),
            ),
            OVERSIZED_RESPONSE_CODE => response_too_large(),
            _ => return None,
        })
    }
}

fn is_about_subscriptions(method: &str) -> bool {
    matches!(method, "eth_subscribe" | "eth_unsubscribe")
}

fn error(code: i32, message: impl Into<String>) -> ErrorObjectOwned {
    ErrorObject::owned(code, message, None::<()>)
}

fn invalid_request(message: &str) -> ErrorObjectOwned {
    error(-32600, message)
}

fn response_too_large() -> ErrorObjectOwned {
    error(-32003, "response too large")
}

impl<S> RpcServiceT for Words<S>
where
    S: RpcServiceT<MethodResponse = MethodResponse> + Clone + Send + Sync + 'static,
{
    type MethodResponse = MethodResponse;
    type NotificationResponse = MethodResponse;
    type BatchResponse = MethodResponse;

    fn call<'a>(&self, request: Request<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let words = self.clone();
        async move {
            let (id, method) = (request.id(), request.method.clone());
            let reply = words.service.call(request).await;
            match words.instead_of(&reply, &method) {
                Some(error) => MethodResponse::error(id, error),
                None => reply,
            }
        }
    }

    fn batch<'a>(&self, batch: Batch<'a>) -> impl Future<Output = MethodResponse> + Send + 'a {
        let words = self.clone();
        async move {
            if batch.is_empty() {
                return MethodResponse::error(Id::Null, invalid_request("empty batch"));
            }
            if batch.len() > words.limits.batch as usize {
                return words.too_large(batch);
            }
            let mut replies = replies(&words.limits);
            for entry in batch {
                let reply = match entry {
                    Ok(BatchEntry::Call(request)) => words.call(request).await,
                    Ok(BatchEntry::Notification(notification)) => {
                        words.notification(notification).await;
                        continue;
                    }
                    Err(invalid) => MethodResponse::error(
                        BatchEntryErr::into_parts(invalid).1,
                        invalid_request("invalid request"),
                    ),
                };
                if replies.append(reply).is_err() {
                    return MethodResponse::error(Id::Null, response_too_large());
                }
            }
            if replies.is_empty() {
                return MethodResponse::notification();
            }
            MethodResponse::from_batch(replies.finish())
        }
    }

    /// Carried out like a call, only that nobody hears of it.
    fn notification<'a>(
        &self,
        notification: Notification<'a>,
    ) -> impl Future<Output = MethodResponse> + Send + 'a {
        let words = self.clone();
        async move {
            if !is_about_subscriptions(&notification.method) {
                let request = Request {
                    jsonrpc: notification.jsonrpc,
                    id: Id::Null,
                    method: notification.method,
                    params: notification.params,
                    extensions: notification.extensions,
                };
                words.service.call(request).await;
            }
            MethodResponse::notification()
        }
    }
}

fn replies(limits: &Limits) -> BatchResponseBuilder {
    BatchResponseBuilder::new_with_limit(limits.response_bytes as usize)
}

impl<S> Words<S> {
    /// One error, for the first call of the batch.
    fn too_large(&self, batch: Batch<'_>) -> MethodResponse {
        let first = batch.into_iter().find_map(|entry| match entry {
            Ok(BatchEntry::Call(request)) => Some(request.id),
            _ => None,
        });
        let error = MethodResponse::error(
            first.unwrap_or(Id::Null),
            invalid_request("batch too large"),
        );
        let mut replies = replies(&self.limits);
        match replies.append(error) {
            Ok(()) => MethodResponse::from_batch(replies.finish()),
            Err(response_too_large) => response_too_large,
        }
    }
}
