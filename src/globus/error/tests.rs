use super::body::MESSAGE_BYTES;
use super::*;

fn read(status: u16, body: &str) -> ApiError {
    ApiError::from_answer(status, None, body.as_bytes())
}

fn texts(error: &ApiError) -> [String; 3] {
    [&error.code, &error.message, &error.request_id].map(|text| text.raw_str().unwrap().to_owned())
}

#[test]
fn the_lines_of_a_reply_are_joined_as_sentences() {
    let joined = |lines: &[&str]| {
        let lines: Vec<Untrusted> = lines.iter().map(Untrusted::new).collect();
        super::joined(&lines).raw_str().unwrap().to_owned()
    };
    assert_eq!(joined(&["Not yet.", "Ask first", "then try"]), "Not yet. Ask first; then try");
}

/// `globus-api.md` 4.1, a body of every service.
#[test]
fn every_service_is_understood() {
    for (status, body, kind, code, message, request_id) in [
        // Transfer.
        (
            404,
            r#"{"code":"EndpointNotFound","message":"No such","request_id":"abc","resource":"/x"}"#,
            ErrorKind::NotFound,
            "EndpointNotFound",
            "No such",
            "abc",
        ),
        // Auth.
        (
            401,
            r#"{"errors":[{"id":"e1","status":"401","code":"UNAUTHORIZED","title":"t","detail":"d"}],"error":"unauthorized","error_description":"Unauthorized"}"#,
            ErrorKind::Unauthenticated,
            "UNAUTHORIZED",
            "d",
            "e1",
        ),
        (400, r#"{"error":"invalid_grant"}"#, ErrorKind::Unauthenticated, "invalid_grant", "", ""),
        (
            401,
            r#"{"error":"invalid_grant","error_description":"gone"}"#,
            ErrorKind::Unauthenticated,
            "invalid_grant",
            "gone",
            "",
        ),
        // Groups.
        (403, r#"{"errors":[{"code":"FORBIDDEN","detail":"no"}]}"#, ErrorKind::Denied, "FORBIDDEN", "no", ""),
        (409, r#"{"code":"X","message":"m"}"#, ErrorKind::Conflict, "X", "m", ""),
        // Timers.
        (
            404,
            r#"{"error":{"code":"ERROR","detail":"no timer","status":404}}"#,
            ErrorKind::NotFound,
            "ERROR",
            "no timer",
            "",
        ),
        (
            422,
            r#"{"detail":[{"loc":["body"],"msg":"field required","type":"x"},{"msg":"b"}]}"#,
            ErrorKind::Refused,
            "",
            "field required; b",
            "",
        ),
        // Flows.
        (
            400,
            r#"{"error":{"code":"BAD","detail":["a","b"]},"debug_id":"dbg"}"#,
            ErrorKind::Refused,
            "BAD",
            "a; b",
            "dbg",
        ),
        // Search.
        (
            400,
            r#"{"@datatype":"GError","code":"BadRequest.X","message":"m","request_id":"r","status":400,"error_data":{}}"#,
            ErrorKind::Refused,
            "BadRequest.X",
            "m",
            "r",
        ),
        // GCS manager.
        (
            403,
            r#"{"DATA_TYPE":"result#1.0.0","code":"permission_denied","message":"m","detail":null,"http_response_code":403,"has_next_page":false,"data":[]}"#,
            ErrorKind::Denied,
            "permission_denied",
            "m",
            "",
        ),
        // Transfer v2.
        (
            404,
            r#"{"errors":[{"status":"404","code":"NotFound","title":"gone","detail":null}],"meta":{"request_id":"rq"}}"#,
            ErrorKind::NotFound,
            "NotFound",
            "gone",
            "rq",
        ),
        // Nearly nothing, or nothing like it.
        (500, "", ErrorKind::Unavailable, "", "", ""),
        (403, "{}", ErrorKind::Denied, "", "", ""),
        (404, "null", ErrorKind::NotFound, "", "", ""),
        (400, r#"["x"]"#, ErrorKind::Refused, "", "", ""),
        (400, r#"{"code":7,"message":{"a":1},"request_id":[]}"#, ErrorKind::Refused, "7", "", ""),
        (418, r#"{"errors":[],"error":null}"#, ErrorKind::Refused, "", "", ""),
        (404, "<html>404</html>", ErrorKind::Unavailable, "", "the answer was a web page", ""),
        (401, "<html>", ErrorKind::Unauthenticated, "", "the answer was a web page", ""),
        (302, "<a href='https://x'>", ErrorKind::Redirected, "", "the answer is a redirect", ""),
        (429, "slow", ErrorKind::RateLimited, "", "", ""),
        (501, r#"{"code":"NotImplemented"}"#, ErrorKind::Refused, "NotImplemented", "", ""),
    ] {
        let error = read(status, body);
        assert_eq!(error.kind, kind, "{status} {body}");
        assert_eq!(texts(&error), [code, message, request_id], "{body}");
        assert_eq!((error.status, error.requirement), (Some(status), None), "{body}");
    }
}

/// `globus-api.md` 4.5.
#[test]
fn codes_are_matched_by_their_dotted_beginning() {
    for (status, code, kind) in [
        (401, "ClientError.AuthenticationFailed", ErrorKind::Unauthenticated),
        (403, "EndpointPermissionDenied", ErrorKind::Denied),
        (404, "ClientError.NotFound.Deeper", ErrorKind::NotFound),
        (502, "ExternalError.DirListingFailed", ErrorKind::Unavailable),
        (502, "ExternalError.DirListingFailed.NotDirectory", ErrorKind::NotDirectory),
        (502, "ExternalError.DirListingFailed.PermissionDenied", ErrorKind::Denied),
        (502, "ExternalError.DirListingFailed.LoginFailed", ErrorKind::Denied),
        (502, "ExternalError.DirListingFailed.GCDisconnected", ErrorKind::Offline),
        (502, "ExternalError.DirListingFailed.GCPaused", ErrorKind::Offline),
        (502, "ExternalError.DirListingFailed.ConnectFailed", ErrorKind::Offline),
        (502, "ExternalError.DirListingFailed.SizeLimit", ErrorKind::TooLarge),
        (502, "ExternalError.MkdirFailed.Exists", ErrorKind::Exists),
        (502, "ExternalError.MkdirFailed.PermissionDenied.X", ErrorKind::Denied),
        (502, "EndpointError", ErrorKind::Unavailable),
        (400, "InvalidPath", ErrorKind::Refused),
        (502, "InvalidPath", ErrorKind::Refused),
        (409, "OperationPaused", ErrorKind::Paused),
        (409, "NotSupported", ErrorKind::Refused),
        (409, "Conflict", ErrorKind::Conflict),
        (400, "ClientError.BadRequest.NoTransferItems", ErrorKind::Refused),
        (429, "ClientError.TooManyRequests", ErrorKind::RateLimited),
        (503, "ServiceUnavailable", ErrorKind::Unavailable),
        // Not a prefix by parts: the status decides.
        (500, "NotFoundry", ErrorKind::Unavailable),
        (403, "ConsentRequired", ErrorKind::Denied),
    ] {
        assert_eq!(read(status, &format!(r#"{{"code":"{code}"}}"#)).kind, kind, "{code}");
    }
}

const SCOPE: &str =
    "urn:globus:auth:scope:transfer.api.globus.org:all[*https://auth.globus.org/scopes/x/data_access]";

fn scopes(all: &[&str]) -> Vec<Untrusted> {
    all.iter().map(Untrusted::new).collect()
}

/// `globus-api.md` 4.2 to 4.4: each form, on every status.
#[test]
fn requirements_are_found_in_every_form_and_on_every_status() {
    let login = r#"{\"DATA_TYPE\":\"result#1.0.0\",\"code\":\"permission_denied\",\"detail\":{\"DATA_TYPE\":\"not_from_allowed_domain#1.0.0\",\"allowed_domains\":[\"uni.org\"]},\"authorization_parameters\":{\"session_required_single_domain\":[\"uni.org\"]}}"#;
    let domain = Requirement { domains: scopes(&["uni.org"]), fresh: true, ..Requirement::default() };
    let consent = Requirement { scopes: scopes(&[SCOPE]), ..Requirement::default() };
    let said = |words: &str| Some(Untrusted::new(words));
    let cases = [
        // Canonical.
        (
            format!(r#"{{"code":"ConsentRequired","authorization_parameters":{{"required_scopes":["{SCOPE}"],"session_message":"please"}}}}"#),
            Requirement { message: said("please"), ..consent.clone() },
        ),
        (
            r#"{"code":"Whatever","authorization_parameters":{"session_required_identities":["a","b"],"session_required_policies":["p"],"session_required_mfa":true,"prompt":"login","extra":1}}"#.to_owned(),
            Requirement { identities: scopes(&["a", "b"]), policies: scopes(&["p"]), mfa: true, fresh: true, ..Requirement::default() },
        ),
        // Within a list of errors.
        (
            r#"{"errors":[{"code":"x"},{"code":"AuthorizationRequired","authorization_parameters":{"session_required_single_domain":["uni.org"]}}]}"#.to_owned(),
            domain.clone(),
        ),
        // Without a code, lists as comma texts, nulls.
        (
            r#"{"authorization_parameters":{"session_required_policies":"p1, p2","session_required_single_domain":"uni.org","session_required_mfa":null,"prompt":null,"required_scopes":null}}"#.to_owned(),
            Requirement { policies: scopes(&["p1", "p2"]), domains: scopes(&["uni.org"]), fresh: true, ..Requirement::default() },
        ),
        // Transfer consent, old form, and both forms at once.
        (
            format!(r#"{{"code":"ConsentRequired","message":"Missing required data_access consent","required_scopes":["{SCOPE}"]}}"#),
            Requirement { message: said("Missing required data_access consent"), ..consent.clone() },
        ),
        (
            format!(r#"{{"code":"ConsentRequired","message":"Missing","required_scopes":["{SCOPE}"],"authorization_parameters":{{"required_scopes":["{SCOPE}"]}}}}"#),
            consent.clone(),
        ),
        // Flows consent.
        (
            format!(r#"{{"code":"ConsentRequired","required_scope":"{SCOPE}","description":"needs it"}}"#),
            Requirement { message: said("needs it"), ..consent.clone() },
        ),
        // Auth.
        (format!(r#"{{"error":"dependent_consent_required","errors":[{{"unapproved_scopes":["{SCOPE}"]}}]}}"#), consent),
        // Hidden in the text of a refused login: ended by a literal \r\n, by the end, or escaped twice.
        (
            format!(r#"{{"code":"ExternalError.DirListingFailed.LoginFailed","message":"Fatal\nDetails: Error (login)\n530-GridFTP-JSON-Result: {login}\\r\\n530 End.\\r\\n"}}"#),
            domain.clone(),
        ),
        (
            format!(r#"{{"code":"ExternalError.DirListingFailed.LoginFailed","message":"530-GridFTP-JSON-Result: {login}"}}"#),
            domain.clone(),
        ),
        (
            format!(
                r#"{{"code":"ExternalError.DirListingFailed.LoginFailed","message":"530-GridFTP-JSON-Result: {}\\r\\n530 End"}}"#,
                login.replace("\\\"", "\\\\\\\"")
            ),
            domain.clone(),
        ),
        (
            r#"{"code":"X","message":"530-GridFTP-JSON-Result: {\"code\":\"permission_denied\",\"detail\":{\"authorization_parameters\":{\"session_required_single_domain\":[\"uni.org\"]}}}"}"#.to_owned(),
            domain,
        ),
        // A code that asks by itself.
        (
            r#"{"code":"AuthorizationRequired","authorization_parameters":{}}"#.to_owned(),
            Requirement { fresh: true, ..Requirement::default() },
        ),
    ];
    for (body, wanted) in cases {
        for status in [400, 401, 403, 404, 409, 429, 500, 502, 503] {
            let error = read(status, &body);
            assert_eq!(error.requirement.as_deref(), Some(&wanted), "{status} {body}");
            assert_eq!(error.kind, ErrorKind::Requirement);
        }
    }
}

#[test]
fn what_only_looks_like_a_requirement_is_none() {
    for body in [
        r#"{"code":"ExternalError.DirListingFailed.LoginFailed","authorization_parameters":{}}"#,
        r#"{"code":"X","authorization_parameters":null}"#,
        r#"{"code":"X","authorization_parameters":[]}"#,
        r#"{"code":"X","authorization_parameters":{"session_required_mfa":"yes"}}"#,
        r#"{"code":"X","authorization_parameters":{"required_scopes":[7]}}"#,
        r#"{"code":"X","authorization_parameters":{"required_scopes":"one"}}"#,
        r#"{"code":"X","authorization_parameters":{"prompt":1,"session_required_mfa":true}}"#,
        r#"{"code":"ConsentRequired"}"#,
        r#"{"code":"ConsentRequired","required_scopes":[]}"#,
        r#"{"code":"Other","required_scopes":["x"]}"#,
        r#"{"error":"dependent_consent_required","errors":[]}"#,
        r#"{"message":"530-GridFTP-JSON-Result: {not json"}"#,
        r#"{"message":"530-GridFTP-JSON-Result: {\"code\":\"permission_denied\"}"}"#,
    ] {
        let error = read(502, body);
        assert_eq!((error.requirement, error.kind == ErrorKind::Requirement), (None, false), "{body}");
    }
}

#[test]
fn words_are_cut_and_shown_without_control() {
    let long = "é".repeat(MESSAGE_BYTES);
    let error = read(400, &format!("{{\"message\":\"{long}\",\"code\":\"\\u001b[2J\"}}"));
    assert_eq!(error.message.raw().len(), MESSAGE_BYTES);
    assert!(error.to_string().starts_with("status 400, code \\x1b[2J, message é"));
    assert!(read(400, &"[".repeat(100_000)).message.is_empty());
    assert_eq!(read(400, r#"{"message":"a\ud800"}"#).message, Untrusted::new("a\u{fffd}"));
    assert_eq!(
        ApiError::from_answer(400, None, b"\xef\xbb\xbf{\"message\":\"a\xff\"}").message,
        Untrusted::new("a\u{fffd}")
    );
}

#[test]
fn a_secret_that_was_sent_back_is_taken_out() {
    let error = read(400, r#"{"code":"tok123","message":"bad header: Bearer tok123!","request_id":"r"}"#);
    let clean = error.clone().redact("tok123");
    assert_eq!(texts(&clean), ["…", "bad header: Bearer …!", "r"]);
    assert_eq!(error.clone().redact(""), error);
}

proptest::proptest! {
    #[test]
    fn no_body_makes_it_fall(status in 300..600_u16, body: Vec<u8>) {
        let _ = ApiError::from_answer(status, None, &body).sanitized();
    }
}
