use super::traffic::{BACKGROUND_IN_FLIGHT, BETWEEN_TRIES, BURST, IN_FLIGHT, INTERVAL, RESERVED};
use super::*;
use crate::globus::base_url::BaseUrl;
use crate::globus::scopes::Scopes;

fn audience(host: &str) -> Audience {
    let base = BaseUrl::parse(&format!("https://{host}/")).unwrap();
    Audience::new("Globus Transfer", "transfer.api.globus.org", base, Scopes::default())
}

const DAY: Duration = Duration::from_secs(24 * 3600);

impl RateLimiter {
    /// For a person.
    async fn acquire_now(&self, audience: &Audience) -> Permit {
        self.acquire(audience, &Urgency::default()).await
    }
}

#[tokio::test(start_paused = true)]
async fn ten_begin_a_second_and_a_burst_of_as_many_was_saved_up() {
    let limiter = RateLimiter::default();
    let mut begun = Vec::new();
    for _ in 0..45 {
        drop(limiter.acquire_now(&audience("a")).await);
        begun.push(Instant::now());
    }
    let burst = BURST as usize;
    for (first, from) in begun.iter().enumerate() {
        for (last, to) in begun.iter().enumerate().skip(first + burst) {
            let beyond = u32::try_from(last - first - burst + 1).unwrap();
            assert!(*to - *from >= INTERVAL * beyond, "{first}..={last} in {:?}", *to - *from);
        }
    }
    assert_eq!(begun[burst - 1], begun[0], "the burst waits for nothing");
    assert!(begun[44] - begun[0] <= Duration::from_millis(3510), "slower than it must be");
    // No more than one burst is saved up.
    tokio::time::sleep(Duration::from_secs(3600)).await;
    let from = Instant::now();
    for _ in 0..=burst {
        drop(limiter.acquire_now(&audience("a")).await);
    }
    assert!(from.elapsed() >= INTERVAL);
}

#[tokio::test(start_paused = true)]
async fn what_nobody_waits_for_leaves_room_for_a_person_and_lets_one_go_first() {
    let (limiter, a) = (RateLimiter::default(), audience("a"));
    let mut held = Vec::new();
    for _ in 0..BACKGROUND_IN_FLIGHT {
        held.push(limiter.acquire(&a, &Urgency::background()).await);
    }
    let short = Duration::from_secs(5);
    let third = tokio::time::timeout(short, limiter.acquire(&a, &Urgency::background())).await;
    assert!(third.is_err(), "in flight");
    let now = Instant::now();
    drop(limiter.acquire_now(&a).await);
    assert_eq!(now.elapsed(), Duration::ZERO);
    held.clear();

    tokio::time::sleep(short).await;
    let now = Instant::now();
    for _ in 0..BURST - RESERVED {
        drop(limiter.acquire(&a, &Urgency::background()).await);
    }
    assert_eq!(now.elapsed(), Duration::ZERO);
    let queued = |urgency: Urgency| {
        let (limiter, a) = (limiter.clone(), a.clone());
        tokio::spawn(async move {
            drop(limiter.acquire(&a, &urgency).await);
            Instant::now()
        })
    };
    let raised = Urgency::background();
    let (background, later) = (queued(Urgency::background()), queued(raised.clone()));
    tokio::task::yield_now().await;
    let people: Vec<_> = (0..RESERVED).map(|_| queued(Urgency::default())).collect();
    for person in people {
        assert_eq!(person.await.unwrap(), now, "a person goes first");
    }
    // The one that came later is wanted now.
    raised.raise();
    let (background, later) = (background.await.unwrap(), later.await.unwrap());
    assert_eq!(later - now, INTERVAL);
    assert!(background - now >= INTERVAL * (RESERVED + 2));
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_given_up_lets_the_next_one_go() {
    let (limiter, a) = (RateLimiter::default(), audience("a"));
    for _ in 0..BURST {
        drop(limiter.acquire_now(&a).await);
    }
    let now = Instant::now();
    {
        let first = limiter.acquire_now(&a);
        tokio::pin!(first);
        assert!(futures_util::poll!(first.as_mut()).is_pending());
    }
    drop(limiter.acquire_now(&a).await);
    assert_eq!(now.elapsed(), INTERVAL, "it took nothing from the bucket");
}

#[tokio::test(start_paused = true)]
async fn never_more_than_four_in_flight_but_hosts_are_apart() {
    let limiter = RateLimiter::default();
    let mut held = Vec::new();
    for _ in 0..IN_FLIGHT {
        held.push(limiter.acquire_now(&audience("a")).await);
    }
    let short = Duration::from_secs(5);
    assert!(tokio::time::timeout(short, limiter.acquire_now(&audience("a"))).await.is_err());
    assert!(tokio::time::timeout(short, limiter.acquire_now(&audience("b"))).await.is_ok());
    held.pop();
    assert!(tokio::time::timeout(short, limiter.acquire_now(&audience("a"))).await.is_ok());
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
    let permit = limiter.acquire_now(&audience("a")).await;
    permit.answered(429, Some(Duration::from_secs(90)));
    permit.explain(&Untrusted::new("slow down"));
    permit.answered(429, Some(Duration::from_secs(10)));
    drop(permit);
    let [pause] = <[Pause; 1]>::try_from(limiter.pauses()).unwrap();
    assert_eq!((pause.host.as_str(), pause.status, pause.message.raw()), ("a", 429, &b"slow down"[..]));
    assert_eq!((pause.remaining, pause.next_try), (Duration::from_secs(90), Duration::ZERO));
    drop(limiter.acquire_now(&audience("b")).await);
    assert_eq!(begin.elapsed(), Duration::ZERO, "another host is not paused");
    drop(limiter.acquire_now(&audience("a")).await);
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
    limiter.acquire_now(&a).await.answered(429, Some(DAY * 115_740));
    let waiting: Vec<_> = (0..3)
        .map(|_| {
            let (limiter, a) = (limiter.clone(), a.clone());
            tokio::spawn(async move { limiter.acquire_now(&a).await })
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
    limiter.acquire_now(&a).await.answered(503, Some(DAY));
    limiter.try_now(&peer).unwrap();
    drop(limiter.acquire_now(&a).await);
    assert_eq!(limiter.pauses().len(), 1);
    let next = tokio::time::timeout(Duration::from_secs(3600), limiter.acquire_now(&a)).await;
    assert!(next.is_err(), "one request only");
}
