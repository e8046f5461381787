#include "handshake/proxy_login.h"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>

#include "core/text.h"

namespace shakedown::handshake {
namespace {

using attempt::Hop;

constexpr size_t kMaxSocksField = 255;  // RFC 1929 section 2
constexpr size_t kMaxFieldValue = 8192;

bool SpeaksHttp(const Hop& hop) {
  return hop.kind == Hop::Kind::kHttpConnect || hop.kind == Hop::Kind::kHttpsConnect;
}

Error Unusable(const Hop& hop, ErrorCode code, const std::string& why) {
  return Error(code, "the proxy " + attempt::ToUrl(hop) + ": the environment variable '" +
                         Printable(hop.login.variable) + "' " + why);
}

/// Control characters would forge header lines (RFC 9110 section 5.5, RFC 7617 section 2).
bool IsClean(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7f';
  });
}

Result<pki::Secret> FromVariable(const Hop& hop) {
  const char* const value = std::getenv(hop.login.variable.c_str());
  if (value == nullptr || *value == '\0') {
    return Unusable(hop, ErrorCode::kPassphraseMissing, "is not set")
        .WithHint("export it before the call");
  }
  pki::Secret secret{std::string_view(value)};
  if (SpeaksHttp(hop) && !IsClean(secret.view())) {
    return Unusable(hop, ErrorCode::kFormat, "holds a control character, perhaps a line break")
        .WithHint("set it to one line of text");
  }
  const size_t longest = SpeaksHttp(hop) ? kMaxFieldValue : kMaxSocksField;
  if (secret.view().size() > longest) {
    return Unusable(hop, ErrorCode::kFormat,
                    "is longer than " + std::to_string(longest) + " octets")
        .WithHint("check that it holds the password and nothing else");
  }
  return secret;
}

/// "Basic" and user:password in base64 (RFC 7617 section 2).
pki::Secret BasicOf(std::string_view user, std::string_view password) {
  pki::Secret pair(std::string(user) + ":" + std::string(password));
  std::string encoded(4 * ((pair.bytes().size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     pair.bytes().data(), pair.length());
  encoded.resize(static_cast<size_t>(length));
  pki::Secret field("Basic " + encoded);
  OPENSSL_cleanse(encoded.data(), encoded.size());
  return field;
}

Result<HopLogin> ReadLogin(const Hop& hop) {
  HopLogin login;
  login.given = hop.login.given();
  if (!login.given) return login;
  login.user = hop.login.user;
  login.password = pki::Secret(hop.login.password);
  if (!hop.login.variable.empty()) {
    Result<pki::Secret> secret = FromVariable(hop);
    if (!secret) return std::move(secret).error();
    login.password = std::move(*secret);
  }
  if (hop.login.whole_field) {
    login.authorization = std::move(login.password);
  } else if (SpeaksHttp(hop)) {
    login.authorization = BasicOf(login.user, login.password.view());
  }
  return login;
}

}  // namespace

Result<std::vector<HopLogin>> ReadLogins(const attempt::Path& path) {
  std::vector<HopLogin> logins;
  for (const Hop& hop : path) {
    Result<HopLogin> login = ReadLogin(hop);
    if (!login) return std::move(login).error();
    logins.push_back(std::move(*login));
  }
  return logins;
}

}  // namespace shakedown::handshake
