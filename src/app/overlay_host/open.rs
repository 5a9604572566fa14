//! The overlay on top, where it is one that something is told to.

use super::OverlayHost;
use crate::app::overlay::{Compare, DeleteReview, MarkField, NameField, Overlay, PlanReview, TaskLog};

impl OverlayHost {
    /// The line to type a part of a name into, if that is what is open.
    pub(in crate::app) fn name_field(&mut self) -> Option<&mut NameField> {
        match &mut self.overlay {
            Some(Overlay::NameField(field)) => Some(field),
            _ => None,
        }
    }

    /// The line to type into which entries to mark, if that is what is open.
    pub(in crate::app) fn mark_field(&mut self) -> Option<&mut MarkField> {
        match &mut self.overlay {
            Some(Overlay::MarkField(field)) => Some(field),
            _ => None,
        }
    }

    /// The comparison, if that is what is open.
    pub(in crate::app) fn compare(&mut self) -> Option<&mut Compare> {
        match &mut self.overlay {
            Some(Overlay::Compare(compare)) => Some(compare),
            _ => None,
        }
    }

    /// The page of a task, if that is what is open.
    pub(in crate::app) fn task_page(&mut self) -> Option<&mut TaskLog> {
        match &mut self.overlay {
            Some(Overlay::TaskLog(page)) => Some(page),
            _ => None,
        }
    }

    /// The deletion to be confirmed, if that is what is open.
    pub(in crate::app) fn delete_mut(&mut self) -> Option<&mut DeleteReview> {
        match &mut self.overlay {
            Some(Overlay::Delete(review)) => Some(review),
            _ => None,
        }
    }

    /// The plan, if that is what is open.
    pub(in crate::app) fn plan_mut(&mut self) -> Option<&mut PlanReview> {
        match &mut self.overlay {
            Some(Overlay::Plan(review)) => Some(review),
            _ => None,
        }
    }
}
