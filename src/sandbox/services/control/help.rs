//! The help text of the control routes.

/// The control routes, for `hemi sandbox --help`.
pub const CONTROL_HELP: &str = "\
CONTROL (the \"control\" URL of the ready line; JSON bodies, for instance with curl --json):
  GET  <control>/state       what happened so far: {\"now\",\"token_refreshes\",\"requests\":{\"GET /path\":n},\"tasks\",...}
  POST <control>/clock       {\"step_seconds\":3600}                    move the clock forward
  POST <control>/rate        {\"bytes_per_second\":1000000}             throttle all tasks; null lifts it
  POST <control>/expire      {\"kind\":\"access\"|\"refresh\",\"user\":NAME,\"service\":RESOURCE_SERVER}   end tokens; each member
                             narrows, {} is every token
  POST <control>/revoke      the same members                         forget tokens
  POST <control>/tokens      {\"rotate\":true}                          a new refresh token with each refresh; 'state' counts the
                             refreshes of each in \"refresh_tokens\"
  POST <control>/fault       {\"status\":503,\"method\":\"GET\",\"path\":\"/ls\",\"code\":C,\"message\":M,\"count\":1,
                              \"retry_after\":1,\"body\":RAW,\"content_type\":T,\"after\":true}   answer with an error instead:
                             'path' is any part of path and query; 'body' is sent as it is; 'after' lets the
                             request take effect and loses its answer
  DELETE <control>/fault     forget faults that did not strike yet
  POST <control>/event       {\"task_id\":ID,\"code\":\"PERMISSION_DENIED\",\"description\":D,\"details\":X,\"count\":1,
                              \"is_error\":true,\"fatal\":false}        a task meets an error (or notes an event); without
                             task_id, whichever task comes next
  POST <control>/task        {\"task_id\":ID,\"forgotten\":true}       the service no longer knows a task: the list omits it, its
                             id answers 404; with false it is back
  POST <control>/collection  {\"id\":ID or \"name\":NAME,\"offline\":true,\"user_message\":TEXT,
                              \"session\":{\"domains\":[D],\"identities\":[USERNAME],\"timeout_mins\":30,\"mfa\":true,
                                         \"policies\":[NAME or ID],\"message\":TEXT,\"admits_clients\":true},
                              \"session_form\":\"canonical\"|\"legacy\"|\"external\"|\"external_text\",
                              \"ls_path\":\"resolved\"|\"given\"|\"given_with_absolute\",
                              \"consent_form\":\"transfer\"|\"canonical\"|\"legacy\"|\"flows\"|\"dependent\"}
                             change a collection. 'ls_path' is how a listing names its directory: resolved, or as it was asked
                             for (/~/), without or with 'absolute_path'; 'session' is all it demands of a session from now on, {} is nothing;
                             the forms are those of its refusals: 'external' is a 502 with the parameters beside its
                             text and in it, 'external_text' in it alone
  POST <control>/policy      {\"name\":NAME,\"domains\":[D],\"identities\":[USERNAME],\"timeout_mins\":60,\"mfa\":true}
                             make or change a policy; the answer has its \"id\"
  POST <control>/consent     {\"user\":USERNAME or ID,\"client\":ID,\"collection\":NAME or ID or \"scope\":SCOPES,\"given\":true}
                             give a consent, or with false take it back; 'client' is the sandbox's own application
                             unless the user is a client itself; taking back without it is from all clients
  POST <control>/link        {\"identity\":USERNAME,\"to\":USERNAME}      link an identity to another; without 'to' unlink it
  POST <control>/signout     {\"user\":USERNAME}                         browsers forget who signed in; {} is everybody
  POST <control>/deny        {\"count\":1}                            the next sign-ins are denied, whatever a person says
  POST <control>/disk        {\"full\":true}                            the data plane answers NO_SPACE_LEFT
  POST <control>/forget      {}                                       start the counts of 'state' anew

SIGNING IN WITHOUT A PERSON (members added to the authorize address, or to that of a device's page):
  sandbox_user=NAME          whose browser it is: a username, or its first part; without it the first user
  sandbox_identity=USERNAME  the identity to sign in with, though another may be wanted; without it a willing person
                             takes the identities that are asked for
  sandbox_decision=deny      the person refuses
";
