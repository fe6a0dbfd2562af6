"""Texts that a secret is pasted in.

A context takes the secret and a name for it (`OPENAI_API_KEY`, or a neutral one) and gives a text.
"""

import json
import urllib.parse


def camel(name):
    words = name.lower().split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:])


def url(secret):
    return urllib.parse.quote(secret, safe="")


def cut(text, column):
    """A terminal of that width breaks the text; the second line begins at its left edge."""
    return "\n".join(text[at : at + column] for at in range(0, len(text), column))


def boxed(text, column):
    lines = [text[at : at + column] for at in range(0, len(text), column)]
    edge = "─" * (column + 2)
    return "\n".join([f"┌{edge}┐", *(f"│ {line.ljust(column)} │" for line in lines), f"└{edge}┘"])


TIME = "2026-11-20T14:18:42.583+00:00"

# Under a name that nothing but a secret has.
NAMED = {
    "log line": lambda s, n: f"{TIME} [gateway] {camel(n)}={s} loaded in 12ms",
    "log colon": lambda s, n: f"{TIME} [gateway] using {camel(n)}: {s}",
    "json": lambda s, n: json.dumps({"provider": "x", camel(n): s, "port": 18789}),
    "json in json": lambda s, n: json.dumps({"1": json.dumps({camel(n): s}), "time": TIME}),
    "json twice escaped": lambda s, n: json.dumps({"a": json.dumps({"b": json.dumps({camel(n): s})})}),
    "yaml": lambda s, n: f"models:\n  {camel(n)}: {s}\n  port: 18789",
    "yaml quoted": lambda s, n: f'models:\n  {camel(n)}: "{s}"\n',
    "yaml block": lambda s, n: f"models:\n  {camel(n)}: >-\n    {s}\n  port: 18789",
    "env file": lambda s, n: f"PORT=18789\n{n}={s}\nDEBUG=1",
    "export": lambda s, n: f'export {n}="{s}"',
    "export bare": lambda s, n: f"export {n}={s}",
    "powershell": lambda s, n: f"PS C:\\> $env:{n} = '{s}'",
    "powershell call": lambda s, n: f'[Environment]::SetEnvironmentVariable("{n}", "{s}", "User")',
    "cmd": lambda s, n: f"setx {n} {s}",
    "systemd": lambda s, n: f'Environment="{n}={s}"',
    "docker": lambda s, n: f"docker run -e {n}={s} -p 18789:18789 openclaw",
    "url query": lambda s, n: f"GET https://api.example.org/v1/x?{camel(n)}={url(s)}&page=2",
    "url fragment": lambda s, n: f"http://127.0.0.1:18789/#{n.lower()}={url(s)}",
    "url userinfo": lambda s, n: f"https://alex:{url(s)}@api.example.org/x",
    "percent": lambda s, n: f"redirect=https%3A%2F%2Fx.org%2F%3F{n.lower()}%3D{url(url(s))}%26x%3D1",
    "authorization": lambda s, n: f"Authorization: Bearer {s}",
    "api key header": lambda s, n: f"x-api-key: {s}",
    "curl header": lambda s, n: f"curl -H 'X-Api-Key: {s}' https://api.example.org",
    "curl user": lambda s, n: f"curl -u 'alex:{s}' https://api.example.org/v1/models",
    "second cookie": lambda s, n: f"Cookie: theme=dark; session={s}; lang=en",
    "set-cookie": lambda s, n: f"Set-Cookie: sid={s}; Path=/; HttpOnly",
    "config set": lambda s, n: f"$ openclaw config set models.providers.x.{camel(n)} {s}",
    "config set quoted": lambda s, n: f'openclaw config set gateway.auth.token "{s}"',
    "option": lambda s, n: f"openclaw gateway --token {s} --port 18789",
    "html": lambda s, n: f"&quot;{camel(n)}&quot;:&quot;{s}&quot;",
    "english": lambda s, n: f"my api key is {s}, what is wrong?",
    "english token": lambda s, n: f"I set the gateway token to {s} and restarted",
    "german": lambda s, n: f"Mein Token ist {s} und es geht nicht",
    "german password": lambda s, n: f"Das Passwort lautet: {s}",
    "french": lambda s, n: f"le jeton est « {s} »",
    "spanish": lambda s, n: f"la contraseña es {s}",
    "portuguese": lambda s, n: f"a senha é {s}",
    "russian": lambda s, n: f"мой токен: {s} не работает",
    "chinese": lambda s, n: f"我的令牌是{s}，连接失败",
    "chinese full width": lambda s, n: f"密码：{s}。端口 18789",
    "chinese traditional": lambda s, n: f"金鑰＝「{s}」",
    "japanese": lambda s, n: f"トークンは「{s}」です",
    "korean": lambda s, n: f"토큰은 {s} 입니다",
    "arabic": lambda s, n: f"كلمة المرور: {s}",
    "next line": lambda s, n: f"Paste your {n.lower().replace('_', ' ')}:\n{s}\nverifying",
    "next line in a box": lambda s, n: f"◆  Enter API key\n│  {s}\n└",
    "cut at 40": lambda s, n: cut(f"{TIME} {n}={s}", 40),
    "cut at 80": lambda s, n: cut(f"{TIME} [gateway] loaded provider example {n}={s}", 80),
    "boxed at 60": lambda s, n: boxed(f"gateway configuration: {n}={s}", 60),
}

# Under a name that says nothing: only for what is a secret by its shape.
NEUTRAL = {
    "log line": lambda s, n: f"{TIME} [plugin] started with {s} ok",
    "value=": lambda s, n: f"value={s} port=18789",
    "json": lambda s, n: json.dumps({"value": s, "port": 18789}),
    "json in json": lambda s, n: json.dumps({"1": json.dumps({"value": s}), "time": TIME}),
    "env file": lambda s, n: f"SETTING={s}",
    "powershell": lambda s, n: f"$env:SETTING = '{s}'",
    "yaml": lambda s, n: f"setting: {s}",
    "url query": lambda s, n: f"https://example.org/x?value={url(s)}&page=2",
    "alone": lambda s, n: s,
    "after a newline escape": lambda s, n: f'{{"1":"failed\\n{s}\\nat x"}}',
    "argument": lambda s, n: f"$ tool add x {s}",
}
