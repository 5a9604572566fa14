use super::*;
use crate::globus::base_url::BaseUrl;
use crate::globus::scopes::Scopes;

fn audience(host: &str) -> Audience {
    let base = BaseUrl::parse(&format!("https://{host}/")).unwrap();
    Audience::new("Globus Transfer", "transfer.api.globus.org", base, Scopes::default())
}

const DAY: Duration = Duration::from_secs(24 * 3600);

#[tokio::test(start_paused = true)]
async fn never_more_than_ten_begin_within_a_second() {
    let limiter = RateLimiter::default();
    let mut begun = Vec::new();
    for _ in 0..35 {
        let _permit = limiter.acquire(&audience("a")).await;
        begun.push(Instant::now());
    }
    for window in begun.windows(PER_SECOND + 1) {
        assert!(window[PER_SECOND] - window[0] >= Duration::from_secs(1));
    }
    assert!(begun[34] - begun[0] <= Duration::from_millis(3010), "slower than it must be");
}

#[tokio::test(start_paused = true)]
async fn never_more_than_four_in_flight_but_hosts_are_apart() {
    let limiter = RateLimiter::default();
    let mut held = Vec::new();
    for _ in 0..IN_FLIGHT {
        held.push(limiter.acquire(&audience("a")).await);
    }
    let short = Duration::from_secs(5);
    assert!(tokio::time::timeout(short, limiter.acquire(&audience("a"))).await.is_err());
    assert!(tokio::time::timeout(short, limiter.acquire(&audience("b"))).await.is_ok());
    held.pop();
    assert!(tokio::time::timeout(short, limiter.acquire(&audience("a"))).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_wait_the_service_asked_for_is_kept_in_full_and_told_with_its_reason() {
    let limiter = RateLimiter::default();
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    limiter.set_pause_listener(Arc::new(move |pauses: &[Pause]| {
        let all = pauses.iter().map(|pause| (pause.remaining.as_secs(), pause.message.raw().to_vec()));
        notes.lock().unwrap().push(all.collect::<Vec<_>>());
    }));
    let begin = Instant::now();
    let permit = limiter.acquire(&audience("a")).await;
    permit.answered(429, Some(Duration::from_secs(90)));
    permit.explain(&Untrusted::new("slow down"));
    permit.answered(429, Some(Duration::from_secs(10)));
    drop(permit);
    let [pause] = <[Pause; 1]>::try_from(limiter.pauses()).unwrap();
    assert_eq!((pause.host.as_str(), pause.status, pause.message.raw()), ("a", 429, &b"slow down"[..]));
    assert_eq!((pause.remaining, pause.next_try), (Duration::from_secs(90), Duration::ZERO));
    drop(limiter.acquire(&audience("b")).await);
    assert_eq!(begin.elapsed(), Duration::ZERO, "another host is not paused");
    drop(limiter.acquire(&audience("a")).await);
    assert!(begin.elapsed() >= Duration::from_secs(90), "a shorter wait does not end the longer one");
    assert!(limiter.pauses().is_empty());
    let words: [&[u8]; 3] = [b"", b"slow down", b"slow down"];
    assert_eq!(*told.lock().unwrap(), words.map(|words| vec![(90, words.to_vec())]));
}

/// Retry-After: 9999999999 seconds is 115,740 days.
#[tokio::test(start_paused = true)]
async fn the_user_may_try_once_a_minute_and_only_that_request_is_sent() {
    let limiter = RateLimiter::default();
    let told = Arc::new(Mutex::new(Vec::new()));
    let notes = Arc::clone(&told);
    limiter.set_pause_listener(Arc::new(move |pauses: &[Pause]| notes.lock().unwrap().push(pauses.len())));
    let (a, peer) = (audience("a"), Peer::of(&audience("a")));
    assert_eq!(limiter.try_now(&peer), Err(TryNowError::NotPaused));
    limiter.acquire(&a).await.answered(429, Some(DAY * 115_740));
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let (limiter, a) = (limiter.clone(), a.clone());
            tokio::spawn(async move { limiter.acquire(&a).await })
        })
        .collect();
    tokio::time::sleep(DAY).await;
    assert!(waiting.iter().all(|one| !one.is_finished()), "nothing is sent by itself");

    assert_eq!(limiter.try_now(&peer), Ok(()));
    assert_eq!(limiter.try_now(&peer), Err(TryNowError::TooSoon(BETWEEN_TRIES)));
    tokio::time::sleep(Duration::from_secs(1)).await;
    let (tried, waiting): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|one| one.is_finished());
    assert_eq!((tried.len(), waiting.len()), (1, 2));
    // Still refused: the newest wait counts, and the others continue to wait.
    for one in tried {
        one.await.unwrap().answered(429, Some(DAY * 10));
    }
    let [pause] = <[Pause; 1]>::try_from(limiter.pauses()).unwrap();
    assert_eq!((pause.remaining, pause.next_try), (DAY * 10, Duration::from_secs(59)));

    tokio::time::sleep(Duration::from_secs(59)).await;
    assert_eq!(limiter.try_now(&peer), Ok(()));
    // Answered: the pause is over for everybody.
    let mut waiting = futures_util::future::select_all(waiting).await;
    waiting.0.unwrap().answered(200, None);
    assert!(limiter.pauses().is_empty());
    assert_eq!(*told.lock().unwrap(), [1, 1, 0], "its end is told as well");
    waiting.2.pop().unwrap().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_trial_without_an_answer_leaves_the_pause_as_it_was() {
    let limiter = RateLimiter::default();
    let (a, peer) = (audience("a"), Peer::of(&audience("a")));
    limiter.acquire(&a).await.answered(503, Some(DAY));
    limiter.try_now(&peer).unwrap();
    drop(limiter.acquire(&a).await);
    assert_eq!(limiter.pauses().len(), 1);
    let next = tokio::time::timeout(Duration::from_secs(3600), limiter.acquire(&a)).await;
    assert!(next.is_err(), "one request only");
}
