//! What the name of a value tells about its kind.

use super::kind::SecretKind;

/// Names of the gateway's token in configuration, environment and flags, and the plain word.
const GATEWAY: &[&str] =
    &["token", "gateway_token", "gatewaytoken", "gateway-token", "authtoken", "auth_token"];

/// The kind of what is called `key`.
pub(super) fn kind_of(key: &str) -> SecretKind {
    let key = key.to_lowercase();
    let last = key.rsplit(['.', ']', '[']).next().unwrap_or(&key);
    let last =
        last.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches(['_', '-', ' ']);
    let last = last.trim_start_matches('-');
    const PASSWORDS: &[&str] = &[
        "pass",
        "passwd",
        "password",
        "passphrase",
        "passcode",
        "pwd",
        "psw",
        "pw",
        "passwort",
        "kennwort",
        "contraseña",
        "contrasena",
        "senha",
        "passe",
        "wachtwoord",
        "hasło",
        "heslo",
        "parola",
        "şifre",
        "lösenord",
        "密码",
        "密碼",
        "口令",
        "パスワード",
        "暗証番号",
        "비밀번호",
        "암호",
        "пароль",
        "السر",
        "المرور",
        "पासवर्ड",
        "mật khẩu",
        "sandi",
        "รหัสผ่าน",
        "salasana",
        "jelszó",
    ];
    const KEYS: &[&str] = &[
        "key",
        "schlüssel",
        "clé",
        "clave",
        "chave",
        "chiave",
        "sleutel",
        "密钥",
        "密鑰",
        "金鑰",
        "秘钥",
        "キー",
        "키",
        "ключ",
        "مفتاح",
        "klucz",
        "anahtar",
    ];
    const TOKENS: &[&str] =
        &["令牌", "权杖", "トークン", "토큰", "токен", "jeton", "الرمز", "टोकन"];
    let ends = |list: &[&str]| {
        let byte = last.bytes().last();
        list.iter().any(|end| end.bytes().last() == byte && last.ends_with(end))
    };
    if last.ends_with("cookie") {
        SecretKind::Cookie
    } else if ends(PASSWORDS) {
        SecretKind::Password
    } else if GATEWAY.contains(&last) || last.ends_with("_gateway_token") || ends(TOKENS) {
        SecretKind::GatewayToken
    } else if ends(KEYS) {
        SecretKind::ApiKey
    } else {
        SecretKind::Secret
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_value_tells_its_kind() {
        use SecretKind::{ApiKey, Cookie, GatewayToken, Password, Secret};
        for (name, kind) in [
            ("password", Password),
            ("DB_PASSWORD", Password),
            ("db.pass", Password),
            ("password2", Password),
            ("密码", Password),
            ("token", GatewayToken),
            ("gateway.auth.token", GatewayToken),
            ("OPENCLAW_GATEWAY_TOKEN", GatewayToken),
            ("--token", GatewayToken),
            ("令牌", GatewayToken),
            ("bot_token", Secret),
            ("OPENAI_API_KEY", ApiKey),
            ("keys[0].key", ApiKey),
            ("schlüssel", ApiKey),
            ("session-cookie", Cookie),
            ("secret", Secret),
            ("", Secret),
        ] {
            assert_eq!(kind_of(name), kind, "{name}");
        }
    }
}
