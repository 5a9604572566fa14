use super::*;

async fn client() -> SignedIn {
    SignedIn::at(Sandbox::start_with(|options| options.big = true).await)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_rows_come_whole_and_a_million_in_pages() {
    let client = client().await;
    let big = client.id("Very large");
    let all = client.file("ls", &big, &[("path", "/100000/")]).await.json();
    assert_eq!((&all["length"], &all["total"]), (&json!(100_000), &json!(100_000)));
    assert_eq!(all["DATA"].as_array().unwrap().len(), 100_000);
    let last = client.file("ls", &big, &[("path", "/1000000"), ("offset", "999998")]).await.json();
    assert_eq!(
        (&last["length"], &last["total"], &last["path"]),
        (&json!(2), &json!(1_000_000), &json!("/1000000/"))
    );
    let top = client.file("ls", &big, &[("path", "/")]).await.json();
    assert_eq!(names(&top), ["100000", "1000000", "100001", "hostile"]);
    let made = client.change("mkdir", &big, &json!({"path": "/100000/x"})).await;
    assert_eq!(refusal(&made), (502, "ExternalError.MkdirFailed.PermissionDenied".to_owned()));
    let reply = client.file("ls", &big, &[("path", "/"), ("limit", "1")]).await;
    assert_eq!(reply.header("transfer-encoding"), Some("chunked"));
    assert!(reply.body.find("\"path\":").unwrap() < reply.body.find("\"DATA\":").unwrap());
}
