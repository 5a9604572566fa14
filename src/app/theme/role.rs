//! What something on the screen is. Views name roles; a theme file gives each a style.

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident $name:literal;)*) => {
        /// What something on the screen is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Role { $($(#[$doc])* $role,)* }

        impl Role {
            /// Every role there is.
            pub const ALL: &'static [Self] = &[$(Self::$role,)*];

            /// Its name in theme files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$role => $name,)* }
            }
        }
    };
}

roles! {
    /// The screen itself: what every cell has before anything is drawn.
    Ground "ground";
    /// Plain words.
    Text "text";
    /// What matters less.
    Secondary "secondary";
    /// The lines between panels.
    Border "border";
    /// The lines around the panel that has the keys.
    BorderActive "border_active";
    /// The words in a frame.
    Title "title";
    /// The same of a panel without the keys.
    TitleInactive "title_inactive";
    /// What stands out without being good or bad: rates in a sparkline, a count.
    Accent "accent";
    /// The row at the cursor.
    Cursor "cursor";
    /// The row at the cursor in a list without the keys.
    CursorInactive "cursor_inactive";
    /// A marked row.
    Mark "mark";
    /// A directory.
    Directory "directory";
    /// A symlink in a listing.
    Symlink "symlink";
    /// A symlink to nothing.
    Broken "broken";
    /// A file that can be run.
    Executable "executable";
    /// A file that holds other files.
    Archive "archive";
    /// A picture, a film or a sound.
    Image "image";
    /// Scientific data.
    Data "data";
    /// Program text.
    Code "code";
    /// What cannot be written to.
    ReadOnly "read_only";
    /// What went well.
    Success "success";
    /// What deserves a look.
    Warning "warning";
    /// What went wrong.
    Error "error";
    /// What is done of something.
    Progress "progress";
    /// What is left of it.
    ProgressTrack "progress_track";
    /// The ground of a dialog.
    DialogGround "dialog_ground";
    /// The lines around a dialog.
    DialogBorder "dialog_border";
    /// What lies behind a dialog.
    Behind "behind";
    /// A key in a hint.
    Key "key";
    /// What a key in a hint does.
    Hint "hint";
    /// Where text is typed.
    Field "field";
    /// The letters that match what was typed.
    Match "match";
    /// The part of a dialog that has the keys.
    Focus "focus";
    /// A link to open.
    Link "link";
    /// Columns' heads.
    Heading "heading";
    /// A QR code: dark ink on light.
    Qr "qr";
}
