// Octets that are wiped when they are no longer needed: passphrases, key files, decoded keys.
#pragma once

#include <openssl/crypto.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/bytes.h"
#include "core/result.h"

namespace shakedown::pki {

/// Owns secret octets; moves, never copies; overwrites its memory at the end of its life.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view text) : text_(text) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&& other) noexcept { *this = std::move(other); }
  Secret& operator=(Secret&& other) noexcept {
    Wipe();
    text_.swap(other.text_);
    other.Wipe();
    return *this;
  }
  ~Secret() { Wipe(); }

  std::string_view view() const { return text_; }
  ByteSpan bytes() const { return AsBytes(text_); }
  char* data() { return text_.data(); }
  const char* c_str() const { return text_.c_str(); }
  int length() const { return static_cast<int>(text_.size()); }

 private:
  void Wipe() {
    text_.resize(text_.capacity());  // a moved-from string leaves octets beyond its size
    OPENSSL_cleanse(text_.data(), text_.size());
    text_.clear();
  }
  std::string text_;
};

/// A passphrase, if the user named one.
using Passphrase = std::optional<Secret>;

/// As ReadPassphrase; absent for an empty source.
Result<Passphrase> PassphraseFrom(const std::string& source);

/// A whole file as a secret; errors as ReadFile.
Result<Secret> ReadSecretFile(const std::string& path, size_t max_octets);

}  // namespace shakedown::pki
