use super::*;

async fn found(client: &SignedIn, fields: &[(&str, &str)]) -> Vec<String> {
    let answer = client.get(&format!("endpoint_search?{}", query(fields))).await.json();
    let list = answer["DATA"].as_array().unwrap_or_else(|| panic!("{answer}")).iter();
    list.map(|one| one["display_name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn collections_are_found_by_words_and_scopes() {
    let client = SignedIn::new().await;
    let jasmin = "JASMIN Default Collection";
    let by_words = found(&client, &[("filter_scope", "all"), ("filter_fulltext", "jasm coll")]).await;
    assert_eq!(by_words.first().map(String::as_str), Some(jasmin));
    let own = found(&client, &[("filter_fulltext", "workstation")]).await;
    assert!(own.is_empty(), "somebody else's private collection: {own:?}");
    let mine = found(&client, &[("filter_scope", "my-gcp-endpoints")]).await;
    assert_eq!(mine, ["GCP laptop", "Field laptop (offline)"]);
    assert!(found(&client, &[("filter_scope", "recently-used")]).await.is_empty());
    for (collection, count) in [(client.laptop(), 1), (client.jasmin(), 2), (client.laptop(), 2)] {
        client.file("ls", &collection, &[]).await;
        assert_eq!(found(&client, &[("filter_scope", "recently-used")]).await.len(), count);
    }
    let recent = found(&client, &[("filter_scope", "recently-used")]).await;
    assert_eq!(recent, ["GCP laptop", jasmin]);
    let endpoints = [("filter_fulltext", "jasmin"), ("filter_entity_type", "GCSv5_endpoint")];
    assert_eq!(found(&client, &endpoints).await, ["JASMIN Data Transfer Nodes"]);
    let working = [("filter_fulltext", "jasmin"), ("filter_non_functional", "0")];
    assert!(!found(&client, &working).await.contains(&"JASMIN Data Transfer Nodes".to_owned()));
    for refused in ["", "filter_scope=everything", "filter_scope=my-endpoints&filter_owner_id=x"] {
        assert_eq!(client.get(&format!("endpoint_search?{refused}")).await.status, 400, "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_join_up() {
    let client = SignedIn::new().await;
    let all = found(&client, &[("filter_fulltext", "ceda")]).await;
    assert!(all.len() >= 2);
    let mut joined = Vec::new();
    for offset in 0.. {
        let page = format!("endpoint_search?filter_fulltext=ceda&limit=1&offset={offset}");
        let page = client.get(&page).await.json();
        joined.push(page["DATA"][0]["display_name"].as_str().unwrap().to_owned());
        if page["has_next_page"] == false {
            break;
        }
    }
    assert_eq!(joined, all);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_document_tells_all() {
    let client = SignedIn::new().await;
    let laptop = client.get(&format!("endpoint/{}", client.laptop())).await.json();
    assert_eq!(laptop["entity_type"], "GCP_mapped_collection");
    assert_eq!((&laptop["gcp_connected"], &laptop["non_functional"]), (&json!(true), &json!(false)));
    assert_eq!(laptop["my_effective_roles"], json!(["administrator"]));
    assert_eq!(laptop["DATA"][0]["DATA_TYPE"], "server");
    let field = client.get(&format!("endpoint/{}", client.id("Field"))).await.json();
    assert_eq!(field["gcp_connected"], false);
    let jasmin = client.get(&format!("endpoint/{}?fields=id,gcp_connected", client.jasmin())).await.json();
    assert_eq!(jasmin, json!({"DATA_TYPE": "endpoint", "id": client.jasmin(), "gcp_connected": null}));
    for list in ["server_list", "my_effective_pause_rule_list", "my_shared_endpoint_list"] {
        assert!(client.get(&format!("endpoint/{}/{list}", client.jasmin())).await.json()["DATA"].is_array());
    }
    let stranger = client.get_as(&client.other(), &format!("endpoint/{}", client.laptop())).await;
    assert_eq!(refusal(&stranger), (404, "EndpointNotFound".to_owned()));
}
