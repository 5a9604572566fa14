//! What a request is: a call, its partial replies and its last one, paired by type. One [`topic`] macro a topic
//! makes the enums of its calls and replies, so that the compiler lists what a new call still lacks.

use crate::domain::problem::Problem;

/// A piece of the answer to a call.
#[derive(Clone, Debug)]
pub enum Part<P, R> {
    /// Something on the way; more follows.
    Partial(P),
    /// The last one.
    Done(Result<R, Problem>),
}

impl<P, R> Part<P, R> {
    /// How the call ended, if this is its end.
    pub fn end(&self) -> Option<Result<(), &Problem>> {
        match self {
            Self::Partial(_) => None,
            Self::Done(end) => Some(end.as_ref().map(|_| ())),
        }
    }
}

/// A piece of the answer to this call.
pub type PartOf<C> = Part<<C as Call>::Partial, <C as Call>::Reply>;

/// What becomes of a request when its owner goes away, and after a sign-in that it had to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// Changes nothing: cancelled with its owner, repeated after a sign-in.
    Read,
    /// Changes something: continues in the background without its owner, repeated after a sign-in.
    Write,
    /// A submission: continues in the background, and only the engine that has its journal entry resumes it. A
    /// replay from here and the recovery could both send it.
    Submission,
    /// Part of a sign-in, or holds a secret: cancelled with its owner, never kept, never repeated.
    Login,
}

/// Something that can be asked of the outside.
pub trait Call: Sized {
    /// What may come before the end.
    type Partial;
    /// What comes at the end.
    type Reply;
    /// Its name.
    const KIND: &'static str;
    /// What becomes of it without its owner, and after a sign-in.
    const POLICY: Policy;
    /// The call of a request, if it is this one.
    fn of(request: &super::Request) -> Option<&Self>;
    /// Wraps a piece of its answer.
    fn reply(part: Part<Self::Partial, Self::Reply>) -> super::Reply;
    /// The piece of a reply, if it answers this call.
    fn part(reply: &super::Reply) -> Option<&Part<Self::Partial, Self::Reply>>;
}

/// Makes the two enums of a topic: a variant a call, and a variant a reply of that call.
macro_rules! topic {
    ($topic:ident, $request:ident, $reply:ident {
        $($(#[$doc:meta])* $call:ident: $policy:ident => $partial:ty, $done:ty;)+
    }) => {
        #[doc = concat!("The calls of the topic ", stringify!($topic), ".")]
        #[derive(Clone, Debug)]
        pub enum $request { $($(#[$doc])* $call($call),)+ }

        #[doc = concat!("The replies of the topic ", stringify!($topic), ", each named after its call.")]
        #[derive(Clone, Debug)]
        pub enum $reply { $($(#[$doc])* $call($crate::app::requests::Part<$partial, $done>),)+ }

        impl $request {
            /// The name of the call.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$call(_) => <$call as $crate::app::requests::Call>::KIND,)+ }
            }

            /// What becomes of it without its owner, and after a sign-in.
            pub fn policy(&self) -> $crate::app::requests::Policy {
                match self { $(Self::$call(_) => <$call as $crate::app::requests::Call>::POLICY,)+ }
            }

            /// The reply that says that it failed.
            pub fn failed(&self, problem: $crate::domain::problem::Problem) -> $crate::app::requests::Reply {
                use $crate::app::requests::{Call, Part};
                match self { $(Self::$call(_) => $call::reply(Part::Done(Err(problem))),)+ }
            }
        }

        impl $reply {
            /// The name of the call it answers.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$call(_) => stringify!($call),)+ }
            }

            /// How the call ended, if this is its end.
            pub fn end(&self) -> Option<Result<(), &$crate::domain::problem::Problem>> {
                match self { $(Self::$call(part) => part.end(),)+ }
            }
        }

        $(
            #[allow(unreachable_patterns, reason = "a topic may have one call")]
            impl $crate::app::requests::Call for $call {
                type Partial = $partial;
                type Reply = $done;
                const KIND: &'static str = stringify!($call);
                const POLICY: $crate::app::requests::Policy = $crate::app::requests::Policy::$policy;
                fn of(request: &$crate::app::requests::Request) -> Option<&Self> {
                    match request {
                        $crate::app::requests::Request::$topic($request::$call(call)) => Some(call),
                        _ => None,
                    }
                }
                fn part(
                    reply: &$crate::app::requests::Reply,
                ) -> Option<&$crate::app::requests::Part<$partial, $done>> {
                    match reply {
                        $crate::app::requests::Reply::$topic($reply::$call(part)) => Some(part),
                        _ => None,
                    }
                }
                fn reply(part: $crate::app::requests::Part<$partial, $done>) -> $crate::app::requests::Reply {
                    $crate::app::requests::Reply::$topic($reply::$call(part))
                }
            }

            impl From<$call> for $crate::app::requests::Request {
                fn from(call: $call) -> Self {
                    Self::$topic($request::$call(call))
                }
            }
        )+
    };
}
pub(crate) use topic;
