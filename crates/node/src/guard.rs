//! Who may call: programs of this machine, and web pages that it serves to itself.
//!
//! The node signs with its development keys for whoever asks, so a page of another origin must not reach it. Browsers let pages ask in ways that
//! no CORS rule covers: a WebSocket, or a name of the page's own that it lets point to this machine (DNS rebinding). They cannot keep a page from
//! being named, though: `Origin` names the page, `Host` the machine that it believes to talk to.

use std::{net::IpAddr, sync::Arc};

use jsonrpsee::server::{HttpBody, HttpRequest, HttpResponse, http::response::denied};
use tower_http::{
    cors::{AllowOrigin, Any, CorsLayer},
    validate_request::{ValidateRequest, ValidateRequestHeaderLayer},
};

use crate::config::NodeConfig;

/// Origins of browser extensions, as wallets are. Pages cannot claim them.
const EXTENSIONS: [&str; 3] = [
    "chrome-extension://",
    "moz-extension://",
    "safari-web-extension://",
];

/// Refuses requests by who makes them.
#[derive(Clone, Debug)]
pub(crate) struct Guard {
    origins: Arc<[String]>,
    hosts: Arc<[String]>,
}

impl Guard {
    pub(crate) fn new(config: &NodeConfig) -> Self {
        Self {
            origins: config.allowed_origins.clone().into(),
            hosts: config.allowed_hosts.clone().into(),
        }
    }

    /// The layer that refuses.
    pub(crate) fn layer(&self) -> ValidateRequestHeaderLayer<Self> {
        ValidateRequestHeaderLayer::custom(self.clone())
    }

    /// The layer that lets the browsers of those who are not refused show the answers.
    pub(crate) fn cors(&self) -> CorsLayer {
        let guard = self.clone();
        let allowed = AllowOrigin::predicate(move |origin, _| {
            origin
                .to_str()
                .is_ok_and(|origin| guard.allows_origin(origin))
        });
        CorsLayer::new()
            .allow_methods(Any)
            .allow_headers(Any)
            .allow_origin(allowed)
    }

    fn allows_origin(&self, origin: &str) -> bool {
        let local = origin
            .split_once("://")
            .is_some_and(|(_, host)| is_this_machine(without_port(host)));
        local
            || EXTENSIONS.iter().any(|scheme| origin.starts_with(scheme))
            || self.origins.iter().any(|o| o == "*" || o == origin)
    }

    /// No name can be rebound to this machine that is an address already.
    fn allows_host(&self, host: &str) -> bool {
        let name = without_port(host);
        is_this_machine(name)
            || address(name).is_some()
            || self
                .hosts
                .iter()
                .any(|h| h == "*" || h.eq_ignore_ascii_case(name))
    }

    fn refusal<B>(&self, request: &HttpRequest<B>) -> Option<String> {
        let values = |name| {
            let values = request.headers().get_all(name).into_iter();
            values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let target = request.uri().authority().map(ToString::to_string);
        if let Some(host) = values("host")
            .chain(target)
            .find(|host| !self.allows_host(host))
        {
            return Some(format!(
                "invalid host specified: {host} may be a web page's name for this machine; to allow it, start the node with --allow-host {}",
                without_port(&host)
            ));
        }
        let origin = values("origin").find(|origin| !self.allows_origin(origin))?;
        Some(format!(
            "web pages of {origin} may not call this node; to allow them, start it with --allow-origin {origin}"
        ))
    }
}

impl<B> ValidateRequest<B> for Guard {
    type ResponseBody = HttpBody;

    fn validate(&mut self, request: &mut HttpRequest<B>) -> Result<(), HttpResponse> {
        let Some(reason) = self.refusal(request) else {
            return Ok(());
        };
        let mut response = denied();
        *response.body_mut() = HttpBody::from(reason + "\n");
        Err(response)
    }
}

/// Name or address of a host that may have a port.
fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    }
}

/// An address as hosts are written: IPv6 in brackets.
fn address(name: &str) -> Option<IpAddr> {
    match name.strip_prefix('[') {
        Some(inside) => inside
            .strip_suffix(']')?
            .parse()
            .ok()
            .filter(IpAddr::is_ipv6),
        None => name.parse().ok().filter(IpAddr::is_ipv4),
    }
}

/// Whether only this machine can be meant. Browsers look no name up that ends in `localhost` (RFC 6761).
fn is_this_machine(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "localhost"
        || name.ends_with(".localhost")
        || address(&name).is_some_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(origins: &[&str], hosts: &[&str]) -> Guard {
        let owned = |list: &[&str]| list.iter().map(ToString::to_string).collect();
        Guard::new(&NodeConfig {
            allowed_origins: owned(origins),
            allowed_hosts: owned(hosts),
            ..NodeConfig::default()
        })
    }

    #[test]
    fn only_pages_of_this_machine_and_extensions_may_call() {
        let guard = guard(&[], &[]);
        for origin in [
            "http://localhost",
            "http://localhost:3000",
            "http://LOCALHOST:3000",
            "http://app.localhost:3000",
            "https://127.0.0.1:8080",
            "https://127.8.8.8",
            "http://[::1]:3000",
            "chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn",
        ] {
            assert!(guard.allows_origin(origin), "{origin}");
        }
        for origin in [
            "null",
            "",
            "localhost",
            "http://evil.com",
            "http://evil.com:80",
            "http://localhost.evil.com",
            "http://evillocalhost",
            "https://127.0.0.1.evil.com",
            "http://localhost@evil.com",
            "http://localhost:3000@evil.com",
            "http://192.168.1.5",
            "http://::1",
            "http://[::1].evil.com",
            "file://",
        ] {
            assert!(!guard.allows_origin(origin), "{origin}");
        }
    }

    #[test]
    fn pages_that_are_allowed_may_call() {
        let some = guard(&["https://app.example"], &[]);
        assert!(some.allows_origin("https://app.example"));
        assert!(!some.allows_origin("https://app.example:8443"));
        assert!(!some.allows_origin("http://app.example"));
        assert!(guard(&["*"], &[]).allows_origin("http://evil.com"));
    }

    #[test]
    fn hosts_are_addresses_or_this_machine_or_allowed() {
        let strict = guard(&[], &[]);
        for host in [
            "localhost",
            "localhost:8547",
            "127.0.0.1:8547",
            "10.0.0.7",
            "[::1]:8547",
            "[2001:db8::1]",
            "node.localhost:8547",
        ] {
            assert!(strict.allows_host(host), "{host}");
        }
        for host in [
            "evil.com",
            "evil.com:8547",
            "localhost.evil.com",
            "127.0.0.1.evil.com:8547",
            "127.0.0.1@evil.com",
            "",
            ":8547",
            "[::1",
        ] {
            assert!(!strict.allows_host(host), "{host}");
        }
        let named = guard(&[], &["node"]);
        assert!(named.allows_host("node:8547"));
        assert!(named.allows_host("Node"));
        assert!(!named.allows_host("node.evil.com"));
        assert!(guard(&[], &["*"]).allows_host("evil.com"));
    }
}
