#include "pki/secret.h"

#include <cstdlib>
#include <utility>

#include "core/file.h"
#include "core/text.h"
#include "pki/identity.h"

namespace shakedown::pki {
namespace {

constexpr size_t kMaxPassphraseFile = 64u << 10;
constexpr size_t kMaxPassphrase = 1023;  // what the library's PEM reader takes

Result<std::string> FromEnvironment(const std::string& name) {
  const char* const value = name.empty() ? nullptr : std::getenv(name.c_str());
  if (value == nullptr) {
    return Error(ErrorCode::kPassphraseMissing,
                 "the environment variable '" + Printable(name) + "' for the passphrase is not set")
        .WithHint("export it before the call, or name a file: file:PATH");
  }
  return std::string(value);
}

Result<std::string> FirstLineOf(const std::string& path) {
  Result<Secret> content = ReadSecretFile(path, kMaxPassphraseFile);
  if (!content) return std::move(content).error().AddContext("reading the passphrase");
  std::string_view line = content->view().substr(0, content->view().find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return std::string(line);
}

}  // namespace

Result<std::string> ReadPassphrase(const std::string& source) {
  constexpr std::string_view kVariable = "env:";
  constexpr std::string_view kFile = "file:";
  Result<std::string> secret = [&]() -> Result<std::string> {
    if (source.starts_with(kVariable)) return FromEnvironment(source.substr(kVariable.size()));
    if (source.starts_with(kFile)) return FirstLineOf(source.substr(kFile.size()));
    return Error(ErrorCode::kUsage, "a passphrase is named by its source, not written out")
        .WithHint("write env:NAME or file:PATH");
  }();
  if (secret && secret->size() > kMaxPassphrase) {
    OPENSSL_cleanse(secret->data(), secret->size());
    return Error(ErrorCode::kFormat,
                 "the passphrase is longer than " + std::to_string(kMaxPassphrase) + " bytes")
        .WithHint("check that the source names a passphrase and not a key");
  }
  return secret;
}

Result<Passphrase> PassphraseFrom(const std::string& source) {
  if (source.empty()) return Passphrase();
  Result<std::string> text = ReadPassphrase(source);
  if (!text) return std::move(text).error();
  Passphrase passphrase = Secret(*text);
  OPENSSL_cleanse(text->data(), text->size());
  return passphrase;
}

Result<Secret> ReadSecretFile(const std::string& path, size_t max_octets) {
  Result<std::string> content = ReadFile(path, max_octets);
  if (!content) return std::move(content).error();
  Secret secret(*content);
  OPENSSL_cleanse(content->data(), content->size());
  return secret;
}

}  // namespace shakedown::pki
