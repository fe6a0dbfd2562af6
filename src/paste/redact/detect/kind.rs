//! What kinds of secrets and personal data there are.

/// What stood where a mask stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKind {
    /// The key of a provider: OpenAI, GitHub, AWS …
    ApiKey,
    /// The value of an `Authorization` header, or what follows `Bearer`.
    BearerToken,
    /// The token of a chat bot: Telegram, Discord.
    BotToken,
    /// The value of a cookie.
    Cookie,
    /// An e-mail address.
    Email,
    /// The token of the OpenClaw gateway, and what is called a token and nothing more.
    GatewayToken,
    /// A JSON web token.
    Jwt,
    /// The one-time code of an OAuth redirect.
    OauthCode,
    /// A password or passphrase.
    Password,
    /// A phone number.
    Phone,
    /// A private key: PEM, OpenSSH, age, WireGuard, Nostr.
    PrivateKey,
    /// An address of the public internet.
    PublicIp,
    /// A secret without a name of its own.
    Secret,
    /// OpenClaw's setup code, which holds a bootstrap token.
    SetupCode,
    /// The signature that makes a link a key.
    SignedUrl,
    /// User name and password inside a URL.
    UrlCredentials,
    /// The account name of a person.
    UserName,
    /// The secret part of an incoming webhook's address.
    WebhookUrl,
}

impl SecretKind {
    /// All kinds, in the order of their names.
    pub const ALL: [SecretKind; 18] = [
        SecretKind::ApiKey,
        SecretKind::BearerToken,
        SecretKind::BotToken,
        SecretKind::Cookie,
        SecretKind::Email,
        SecretKind::GatewayToken,
        SecretKind::Jwt,
        SecretKind::OauthCode,
        SecretKind::Password,
        SecretKind::Phone,
        SecretKind::PrivateKey,
        SecretKind::PublicIp,
        SecretKind::Secret,
        SecretKind::SetupCode,
        SecretKind::SignedUrl,
        SecretKind::UrlCredentials,
        SecretKind::UserName,
        SecretKind::WebhookUrl,
    ];

    /// The name in masks, in JSON and in rule files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SecretKind::ApiKey => "api-key",
            SecretKind::BearerToken => "bearer-token",
            SecretKind::BotToken => "bot-token",
            SecretKind::Cookie => "cookie",
            SecretKind::Email => "email",
            SecretKind::GatewayToken => "gateway-token",
            SecretKind::Jwt => "jwt",
            SecretKind::OauthCode => "oauth-code",
            SecretKind::Password => "password",
            SecretKind::Phone => "phone",
            SecretKind::PrivateKey => "private-key",
            SecretKind::PublicIp => "public-ip",
            SecretKind::Secret => "secret",
            SecretKind::SetupCode => "setup-code",
            SecretKind::SignedUrl => "signed-url",
            SecretKind::UrlCredentials => "url-credentials",
            SecretKind::UserName => "user-name",
            SecretKind::WebhookUrl => "webhook-url",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<SecretKind> {
        SecretKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether it opens something, so that it has to be replaced once it was pasted anywhere.
    /// The others name persons or places.
    #[must_use]
    pub fn is_credential(self) -> bool {
        !matches!(
            self,
            SecretKind::Email | SecretKind::Phone | SecretKind::PublicIp | SecretKind::UserName
        )
    }
}

impl std::fmt::Display for SecretKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}
