//! The help text of the control routes.

/// The control routes, for `hemi sandbox --help`.
pub const CONTROL_HELP: &str = "\
CONTROL (the \"control\" URL of the ready line; JSON bodies, for instance with curl --json):
  GET  <control>/state       counters and records: {\"now\",\"token_refreshes\",\"requests\":{\"GET /path\":n},\"tasks\",...}
  POST <control>/clock       {\"step_seconds\":3600}                    move the clock forward
  POST <control>/rate        {\"bytes_per_second\":1000000}             limit the rate of all tasks; null lifts it
  POST <control>/expire      {\"kind\":\"access\"|\"refresh\",\"user\":NAME,\"service\":RESOURCE_SERVER}   expire tokens; each
                             member narrows the choice, {} is every token
  POST <control>/revoke      the same members                         revoke tokens
  POST <control>/tokens      {\"rotate\":true}                          rotate refresh tokens; 'state' counts the refreshes of
                             each in \"refresh_tokens\"
  POST <control>/fault       {\"status\":503,\"method\":\"GET\",\"path\":\"/ls\",\"code\":C,\"message\":M,\"count\":1,
                              \"retry_after\":1,\"body\":RAW,\"content_type\":T,\"after\":true}   respond with an error instead:
                             'path' is a substring of path and query; 'body' is sent unchanged; with 'after' the
                             request takes effect and its response is lost
  DELETE <control>/fault     remove the faults that have not occurred yet
  POST <control>/event       {\"task_id\":ID,\"code\":\"PERMISSION_DENIED\",\"description\":D,\"details\":X,\"count\":1,
                              \"is_error\":true,\"fatal\":false}        inject an error into a task (or record an event); without
                             task_id, into the next task
  POST <control>/task        {\"task_id\":ID,\"forgotten\":true}       the service no longer knows a task: the list omits it, its
                             id answers 404; with false it is back
  POST <control>/collection  {\"id\":ID or \"name\":NAME,\"offline\":true,\"user_message\":TEXT,\"pause_rule\":TEXT,
                              \"session\":{\"domains\":[D],\"identities\":[USERNAME],\"timeout_mins\":30,\"mfa\":true,
                                         \"policies\":[NAME or ID],\"message\":TEXT,\"admits_clients\":true},
                              \"session_form\":\"canonical\"|\"legacy\"|\"external\"|\"external_text\",
                              \"ls_path\":\"resolved\"|\"given\"|\"given_with_absolute\",
                              \"consent_form\":\"transfer\"|\"canonical\"|\"legacy\"|\"flows\"|\"dependent\"}
                             change a collection. 'session' is all that it requires of sessions from now on, {} is nothing;
                             the forms are those of its errors: 'external' is a 502 with the parameters beside its
                             text and in it, 'external_text' in it alone. 'ls_path' is how a listing names its
                             directory: resolved, or as requested (/~/), without or with 'absolute_path'
  POST <control>/policy      {\"name\":NAME,\"domains\":[D],\"identities\":[USERNAME],\"timeout_mins\":60,\"mfa\":true}
                             make or change a policy; the answer has its \"id\"
  POST <control>/consent     {\"user\":USERNAME or ID,\"client\":ID,\"collection\":NAME or ID or \"scope\":SCOPES,\"given\":true}
                             grant a consent, or revoke it with false; 'client' defaults to the built-in native client,
                             or to the user if that is a client; revoking without it is for all clients
  POST <control>/link        {\"identity\":USERNAME,\"to\":USERNAME}      link an identity to another; without 'to', unlink it
  POST <control>/signout     {\"user\":USERNAME}                         remove browser sessions; {} is those of all users
  POST <control>/deny        {\"count\":1}                            deny the next sign-ins
  POST <control>/disk        {\"full\":true}                            fail writes with NO_SPACE_LEFT
  POST <control>/forget      {}                                       reset the counters of 'state'

SIGNING IN WITHOUT A PERSON (parameters added to the authorize URL, or to that of the device page):
  sandbox_user=NAME          the browser's user: a username, or its part before the @; by default the first user
  sandbox_identity=USERNAME  the identity to sign in with, whatever the request requires; by default those of the user
                             that the request requires
  sandbox_decision=deny      deny the request
";
