//! Where a paste comes from.

use serde::Serialize;
use utoipa::ToSchema;

/// What is known about where a paste comes from. Absent: not told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Context {
    /// The version of the program.
    pub version: Option<Conclusion>,
    /// Bounds of the version, from wordings that only some versions print. Absent when the version
    /// itself is known.
    pub version_range: Option<VersionBounds>,
    /// `linux`, `macos`, `windows`, `wsl`, `android`
    pub platform: Option<Conclusion>,
    /// `npm`, `docker`, `compose`, `podman`, `kubernetes`, `add-on` …
    pub install: Option<Conclusion>,
    /// `systemd`, `launchd`, `schtasks`
    pub service: Option<Conclusion>,
    /// `dev` or the profile's name
    pub profile: Option<Conclusion>,
    /// Which client failed: `cli`, `control-ui`, `backend`, `node`, `app`, `probe`
    pub client: Option<Conclusion>,
    /// The program's name as the paste has it: `openclaw`, `clawdbot`, `moltbot`, or a name of another
    /// program that is hosted. Absent when nothing in the paste belongs to it.
    pub product: Option<String>,
}

/// A conclusion and the line it was drawn from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Conclusion {
    /// The value, one of the closed list of its fact (`linux`, `docker`, `systemd` …) or a version.
    pub value: String,
    /// 1-based line of the paste that shows it. Absent when the user said so.
    pub line: Option<usize>,
}

/// Bounds of the version that printed a paste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct VersionBounds {
    /// The oldest version that prints this.
    pub at_least: Option<String>,
    /// The first version that no longer prints it.
    pub before: Option<String>,
    /// 1-based line of the wording.
    pub line: usize,
}
