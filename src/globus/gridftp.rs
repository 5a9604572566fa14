//! Decodes replies of GridFTP servers, which Transfer embeds in the `details` of events and in error messages
//! (`globus-api.md` 4.4, 10.5).
//!
//! Every line of a reply begins with a code, `550-`, the last one `550 `; line ends may arrive as `%0D%0A` or as literal
//! `\r\n`. Start with [`lines`].

use super::lenient_json::JsonObject;
use crate::domain::text::Untrusted;

/// The label of a JSON result, which is one line of the reply.
const JSON_RESULT: &str = "GridFTP-JSON-Result:";
/// Labels whose value is the server's sentence.
const SENTENCES: [&str; 4] = ["GridFTP-Error-String:", "GridFTP-Message:", "GridFTP-Reason:", "Details:"];
/// Labels whose value is for programs.
const FOR_PROGRAMS: [&str; 3] = ["GlobusError: v=", "GridFTP-Errno:", "GridFTP-Error-Code:"];

/// The server's sentences, line by line; `None` when `text` holds no reply.
pub(super) fn lines(text: &str) -> Option<Vec<Untrusted>> {
    let decoded = decode_line_ends(text);
    let mut is_reply = decoded != text;
    let mut said: Vec<String> = Vec::new();
    for line in decoded.lines() {
        let line = strip_label(line.trim());
        let (line, is_coded) = strip_code(line);
        is_reply |= is_coded;
        let Some(sentence) = sentence(line) else { continue };
        if !said.contains(&sentence) {
            said.push(sentence);
        }
    }
    (is_reply && !said.is_empty()).then(|| said.iter().map(Untrusted::new).collect())
}

/// Decodes line ends. Other percent escapes are decoded only when line ends are percent-encoded.
fn decode_line_ends(text: &str) -> String {
    let is_encoded = text.contains("%0D%0A") || text.contains("%0d%0a");
    let plain = if is_encoded { percent_decoded(text) } else { text.to_owned() };
    plain.replace("\\r\\n", "\n")
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code =
            after.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Removes the reply code of a line; the flag says whether there was one.
fn strip_code(line: &str) -> (&str, bool) {
    let is_code = line.bytes().take(3).filter(u8::is_ascii_digit).count() == 3;
    let rest = line.get(3..).filter(|_| is_code).and_then(|rest| rest.strip_prefix(['-', ' ']));
    rest.map_or((line, false), |rest| (rest.trim(), true))
}

fn strip_label(line: &str) -> &str {
    SENTENCES.iter().find_map(|label| line.strip_prefix(label)).map_or(line, str::trim)
}

/// The sentence of a line; `None` for one that only programs read.
fn sentence(line: &str) -> Option<String> {
    let line = strip_label(line);
    if let Some(json) = line.strip_prefix(JSON_RESULT) {
        return json_message(json.trim());
    }
    if matches!(line, "" | "End" | "End." | "---") || FOR_PROGRAMS.iter().any(|label| line.starts_with(label))
    {
        return None;
    }
    let words = line.split(" : GlobusError: v=").next().unwrap_or(line);
    Some(words.to_owned())
}

/// The message of a JSON result, which may have its quotes escaped once more.
fn json_message(json: &str) -> Option<String> {
    let parse = |text: &str| JsonObject::parse(text.as_bytes());
    let result = parse(json).or_else(|| parse(&json.replace("\\\"", "\"")))?;
    result.nonempty_text("message")?.raw_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<Vec<String>> {
        Some(lines(text)?.iter().map(|line| line.raw_str().unwrap().to_owned()).collect())
    }

    #[test]
    fn what_the_server_said_is_read_from_every_form() {
        for (text, expected) in [
            ("550-x%0D%0A550 End.", &["x"][..]),
            (
                "530-GridFTP-Message: Sign in first.\\r\\n530-GridFTP-JSON-Result: {\"message\": \"Sign in first.\"}\\r\\n530 End.",
                &["Sign in first."],
            ),
            (
                "500-Command failed. : System error in stat: No such file or directory\r\n500-A system call failed: \
                 No such file or directory\r\n500 End.",
                &[
                    "Command failed. : System error in stat: No such file or directory",
                    "A system call failed: No such file or directory",
                ],
            ),
            (
                "550-GlobusError: v=1 c=PATH_NOT_FOUND%0D%0A550-GridFTP-Errno: 2%0D%0A550-GridFTP-Reason: System error in \
                 stat%0D%0A550-GridFTP-Error-String: No such file or directory%0D%0A550 End.",
                &["System error in stat", "No such file or directory"],
            ),
            (
                "Command Failed: Error (login)\nMessage: Login Failed\n---\nDetails: 530-Login incorrect. : GlobusError: \
                 v=1 c=LOGIN_DENIED\\r\\n530-GridFTP-JSON-Result: {\"code\": \"permission_denied\", \"message\": \
                 \"No matching user\"}\\r\\n530 End.\\r\\n",
                &[
                    "Command Failed: Error (login)",
                    "Message: Login Failed",
                    "Login incorrect.",
                    "No matching user",
                ],
            ),
            ("530-GridFTP-JSON-Result: {\\\"message\\\": \\\"a b\\\"}", &["a b"]),
            ("426 100%25 full%0D%0A", &["100% full"]),
        ] {
            let expected: Vec<String> = expected.iter().map(|line| (*line).to_owned()).collect();
            assert_eq!(said(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_texts_are_left_as_they_are() {
        for text in
            ["", "No such file", "50% of 100%", "550", "5500 files", "550 End.", "two\nlines", "30-day limit"]
        {
            assert_eq!(said(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_fail(text in "[0-9a-f %\\\\rn\\-:{}\"é]{0,40}") {
            let _ = lines(&text);
            let _ = lines(&format!("530-GridFTP-JSON-Result:{text}%0D%0A"));
        }
    }
}
