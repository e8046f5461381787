// The CAs that a suite's identities are minted below: the one the target trusts, a stranger, and a
// twin that bears the trusted one's name and another key.
#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/bytes.h"
#include "core/result.h"
#include "pki/mint.h"

namespace shakedown::run {

/// A CA, or why there is none in this run.
struct Issuer {
  pki::AuthorityPtr authority;  ///< null if unavailable
  std::string unavailable;      ///< the reason, for people; empty if there is a CA
};

/// Thread-safe; each CA is made once, when it is first needed.
class Authorities {
 public:
  /// Learns a CA name (DER) by asking the target; nothing if the target announces none.
  using NameSource = std::function<Result<std::optional<Bytes>>()>;

  /// `trusted` may be null. `trusted_name` is the subject of the CA that the target trusts, if it
  /// is known; else `learn_name` is asked, once, when a twin is needed.
  /// `other` is the second CA; null: it is made when it is needed. `server` issued the server's own
  /// certificate; null: its key is not known.
  Authorities(pki::AuthorityPtr trusted, std::optional<Bytes> trusted_name, NameSource learn_name,
              pki::AuthorityPtr other = nullptr, pki::AuthorityPtr server = nullptr);

  /// The CA that `word` ("trusted", "untrusted", "twin", "issuing", "other", "server") stands for.
  Result<Issuer> For(std::string_view word);

 private:
  Result<Issuer> MakeTwin();
  Result<Issuer> MakeIssuing() const;

  const pki::AuthorityPtr trusted_;
  const std::optional<Bytes> trusted_name_;
  const NameSource learn_name_;
  const pki::AuthorityPtr given_other_;
  const pki::AuthorityPtr server_;
  std::mutex mutex_;  ///< guards what follows, while it is made too
  std::optional<Result<Issuer>> untrusted_;
  std::optional<Result<Issuer>> twin_;
  std::optional<Result<Issuer>> issuing_;
  std::optional<Result<Issuer>> other_;
};

}  // namespace shakedown::run
