//! What keys mean. One row an action: variant, name in keymap files, where it applies, words for
//! help and hints. Everything that lists actions is made from this list.

/// Where an action applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Context {
    /// Everywhere, unless a text field has the keys.
    Global,
    /// In a pane.
    List,
    /// In the task panel.
    Tasks,
    /// In an overlay.
    Overlay,
}

macro_rules! actions {
    ($($variant:ident $name:literal $context:ident $words:literal;)*) => {
        /// The meaning of a key.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $words] $variant,)*
        }

        impl Action {
            /// Every action there is, in the order of the help page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its name in keymap files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Where it applies.
            pub fn context(self) -> Context {
                match self { $(Self::$variant => Context::$context,)* }
            }

            /// What it does, as a sentence.
            pub fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            /// The action of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.name() == name)
            }
        }
    };
}

actions! {
    CursorDown   "cursor_down"   List    "Move to the next row.";
    CursorUp     "cursor_up"     List    "Move to the row above.";
    PageDown     "page_down"     List    "Move down a page.";
    PageUp       "page_up"       List    "Move up a page.";
    HalfDown     "half_down"     List    "Move down half a page.";
    HalfUp       "half_up"       List    "Move up half a page.";
    Top          "top"           List    "Move to the first row.";
    Bottom       "bottom"        List    "Move to the last row.";
    Enter        "enter"         List    "Open the directory.";
    Parent       "parent"        List    "Go to the parent directory.";
    SwitchPane   "switch_pane"   List    "Go to the other pane, or back from the task panel.";
    Mark         "mark"          List    "Mark or unmark, and move down.";
    MarkAll      "mark_all"      List    "Mark everything shown.";
    InvertMarks  "invert_marks"  List    "Mark what is not marked, and unmark the rest.";
    ClearMarks   "clear_marks"   List    "Take all marks off.";
    Transfer     "transfer"      List    "Plan a transfer of what is marked to the other pane.";
    Search       "search"        List    "Find a collection and open it in this pane.";
    Refresh      "refresh"       List    "List this directory again.";
    ToggleHidden "toggle_hidden" List    "Show or leave out hidden names.";
    SortName     "sort_name"     List    "Sort by name.";
    SortSize     "sort_size"     List    "Sort by size, largest first.";
    SortTime     "sort_time"     List    "Sort by time, newest first.";
    SortReverse  "sort_reverse"  List    "Reverse the order.";
    Tasks        "tasks"         Global  "Show or leave the task panel.";
    TaskDown     "task_down"     Tasks   "Move to the next task.";
    TaskUp       "task_up"       Tasks   "Move to the task above.";
    TaskEvents   "task_events"   Tasks   "Show what happened to the task.";
    CancelTask   "cancel_task"   Tasks   "Cancel the task; asks first.";
    CloseTasks   "close_tasks"   Tasks   "Close the task panel.";
    Account      "account"       Global  "Sign in; when signed in, show who you are and for how long.";
    Help         "help"          Global  "List the keys.";
    Stop         "stop"          Global  "Stop what is loading, or leave what is open.";
    Redraw       "redraw"        Global  "Draw the whole screen again.";
    Suspend      "suspend"       Global  "Give the terminal back to the shell until `fg`.";
    Quit         "quit"          Global  "Leave hemi; tasks go on in the service.";
}
