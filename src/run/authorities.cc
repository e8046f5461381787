#include "run/authorities.h"

#include <utility>

namespace shakedown::run {
namespace {

Result<Issuer> Available(Result<pki::AuthorityPtr> authority) {
  if (!authority) return std::move(authority).error();
  return Issuer{.authority = std::move(*authority)};
}

}  // namespace

Authorities::Authorities(pki::AuthorityPtr trusted, std::optional<Bytes> trusted_name,
                         NameSource learn_name, pki::AuthorityPtr other, pki::AuthorityPtr server)
    : trusted_(std::move(trusted)),
      trusted_name_(std::move(trusted_name)),
      learn_name_(std::move(learn_name)),
      given_other_(std::move(other)),
      server_(std::move(server)) {}

Result<Issuer> Authorities::For(std::string_view word) {
  if (word == "trusted") {
    if (trusted_ != nullptr) return Issuer{.authority = trusted_};
    return Issuer{.unavailable =
                      "needs --ca-cert and --ca-key: an identity that the target trusts "
                      "has to be minted"};
  }
  const std::lock_guard lock(mutex_);
  if (word == "untrusted") {
    if (!untrusted_) untrusted_ = Available(pki::MintRoot("Shakedown Untrusted CA"));
    return *untrusted_;
  }
  if (word == "server") {
    if (server_ != nullptr) return Issuer{.authority = server_};
    return Issuer{.unavailable =
                      "needs the key of the CA that issued the server's certificate: only "
                      "the built-in peer's is there"};
  }
  if (word == "twin") {
    if (!twin_) twin_ = MakeTwin();
    return *twin_;
  }
  if (word == "issuing") {
    if (!issuing_) issuing_ = MakeIssuing();
    return *issuing_;
  }
  if (word == "other") {
    if (given_other_ != nullptr) return Issuer{.authority = given_other_};
    if (!other_) other_ = Available(pki::MintRoot("Shakedown Other CA"));
    return *other_;
  }
  return Error(ErrorCode::kSuite, "there is no issuer '" + std::string(word) + "'")
      .WithHint("issuers are trusted, untrusted, twin, issuing, other and server");
}

Result<Issuer> Authorities::MakeIssuing() const {
  if (trusted_ == nullptr) {
    return Issuer{.unavailable = "needs --ca-cert and --ca-key: a CA below them has to be made"};
  }
  return Available(pki::MintIntermediate(*trusted_, "Shakedown Issuing CA"));
}

Result<Issuer> Authorities::MakeTwin() {
  if (trusted_name_) return Available(pki::MintTwin(*trusted_name_));
  Result<std::optional<Bytes>> learned = learn_name_();
  if (!learned) return std::move(learned).error();
  if (learned->has_value()) return Available(pki::MintTwin(**learned));
  return Issuer{.unavailable =
                    "needs --client-ca: the target announced no CA name that a twin "
                    "could bear"};
}

}  // namespace shakedown::run
