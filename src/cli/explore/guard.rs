//! Which requests are let in: those of the page that the program itself served to this computer.
//!
//! A page of a stranger can make a browser send requests to 127.0.0.1. It knows neither the token in the address, nor may it
//! set the header `Host` (which also stops a stranger's name that resolves to 127.0.0.1), and without CORS it reads no answer.

use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, ORIGIN};

/// Bytes of the token.
const TOKEN: usize = 16;

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// The header `Host` is not this server's.
    Host,
    /// Another page sent it.
    Origin,
    /// The address lacks the token.
    Token,
    /// The body is no JSON by its own word; such requests can come from any page's form.
    Type,
}

/// Knows the address of the page.
pub struct Guard {
    port: u16,
    token: String,
}

impl Guard {
    /// Draws a token.
    pub fn new(port: u16) -> Result<Guard, getrandom::Error> {
        let mut bytes = [0; TOKEN];
        getrandom::fill(&mut bytes)?;
        Ok(Guard { port, token: bytes.iter().map(|byte| format!("{byte:02x}")).collect() })
    }

    /// Address of the page.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/{}/", self.port, self.token)
    }

    /// The part of a path below the token; otherwise why the request is not let in.
    pub fn admitted<'a>(
        &self,
        path: &'a str,
        headers: &HeaderMap,
        is_question: bool,
    ) -> Result<&'a str, Barred> {
        let of = |name: &HeaderName| {
            let mut all = headers.get_all(name).iter();
            let first = all.next()?;
            // Two of them would be a trick.
            if all.next().is_some() { None } else { first.to_str().ok() }
        };
        let hosts = [format!("127.0.0.1:{}", self.port), format!("localhost:{}", self.port)];
        if !of(&HOST).is_some_and(|host| hosts.iter().any(|own| own.eq_ignore_ascii_case(host))) {
            return Err(Barred::Host);
        }
        if headers.contains_key(ORIGIN) {
            let own = |origin: &str| {
                hosts.iter().any(|host| origin.eq_ignore_ascii_case(&format!("http://{host}")))
            };
            if !of(&ORIGIN).is_some_and(own) {
                return Err(Barred::Origin);
            }
        }
        let mut parts = path.strip_prefix('/').unwrap_or(path).splitn(2, '/');
        let token = parts.next().unwrap_or_default();
        // Hashes are compared in constant time.
        if blake3::hash(token.as_bytes()) != blake3::hash(self.token.as_bytes()) {
            return Err(Barred::Token);
        }
        if is_question
            && !of(&CONTENT_TYPE)
                .and_then(|kind| kind.split(';').next())
                .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
        {
            return Err(Barred::Type);
        }
        parts.next().ok_or(Barred::Token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limit_only_the_own_page_is_let_in() {
        let guard = Guard { port: 4711, token: "00ff".to_owned() };
        let headers = |pairs: &[(&'static str, &'static str)]| {
            let mut map = HeaderMap::new();
            for (name, value) in pairs {
                map.append(*name, value.parse().unwrap());
            }
            map
        };
        let own = ("host", "127.0.0.1:4711");
        let json = ("content-type", "application/json");
        let asked = |path, pairs: &[(&'static str, &'static str)]| {
            guard.admitted(path, &headers(pairs), true).map(str::to_owned)
        };
        assert_eq!(asked("/00ff/ask", &[own, json]), Ok("ask".to_owned()));
        assert_eq!(asked("/00ff/ask", &[("host", "localhost:4711"), json]), Ok("ask".to_owned()));
        assert_eq!(asked("/00ff/ask", &[json]), Err(Barred::Host));
        assert_eq!(asked("/00ff/ask", &[("host", "evil.example:4711"), json]), Err(Barred::Host));
        assert_eq!(asked("/00ff/ask", &[own, own, json]), Err(Barred::Host));
        assert_eq!(asked("/00ff/ask", &[own, json, ("origin", "http://evil.example")]), Err(Barred::Origin));
        assert_eq!(asked("/00ff/ask", &[own, json, ("origin", "null")]), Err(Barred::Origin));
        assert!(asked("/00ff/ask", &[own, json, ("origin", "http://127.0.0.1:4711")]).is_ok());
        assert_eq!(asked("/00fe/ask", &[own, json]), Err(Barred::Token));
        assert_eq!(asked("/ask", &[own, json]), Err(Barred::Token));
        assert_eq!(asked("/00ff", &[own, json]), Err(Barred::Token));
        for kind in ["text/plain", "application/jsonevil"] {
            assert_eq!(asked("/00ff/ask", &[own, ("content-type", kind)]), Err(Barred::Type));
        }
        assert!(asked("/00ff/ask", &[own, ("content-type", "Application/JSON; charset=utf-8")]).is_ok());
    }

    #[test]
    fn identity_tokens_differ() {
        let tokens = [0, 0].map(|port| Guard::new(port).unwrap().token);
        assert_ne!(tokens[0], tokens[1]);
        assert_eq!(tokens[0].len(), 2 * TOKEN);
    }
}
