// The words for key kinds and flaws, as suites and the command line write them.
#include <array>
#include <utility>

#include "pki/mint.h"

namespace shakedown::pki {
namespace {

constexpr auto kKeyKinds = std::to_array<std::pair<KeyKind, const char*>>({
    {KeyKind::kRsa1024, "rsa-1024"},
    {KeyKind::kRsa2048, "rsa-2048"},
    {KeyKind::kRsa3072, "rsa-3072"},
    {KeyKind::kRsa4096, "rsa-4096"},
    {KeyKind::kRsaPss2048, "rsa-pss"},
    {KeyKind::kP256, "p-256"},
    {KeyKind::kP384, "p-384"},
    {KeyKind::kP521, "p-521"},
    {KeyKind::kEd25519, "ed25519"},
    {KeyKind::kEd448, "ed448"},
});

constexpr auto kFlaws = std::to_array<std::pair<Flaw, const char*>>({
    {Flaw::kGood, "good"},
    {Flaw::kExpired, "expired"},
    {Flaw::kNotYetValid, "not-yet-valid"},
    {Flaw::kExpiredIntermediate, "expired-intermediate"},
    {Flaw::kMissingIntermediate, "missing-intermediate"},
    {Flaw::kSelfSigned, "self-signed"},
    {Flaw::kWrongEku, "wrong-eku"},
    {Flaw::kNoEku, "no-eku"},
    {Flaw::kNoDigitalSignature, "no-digital-signature"},
    {Flaw::kCaAsLeaf, "ca-as-leaf"},
    {Flaw::kVersion1, "version-1"},
    {Flaw::kWeakKey, "weak-key"},
    {Flaw::kSha1, "sha-1"},
    {Flaw::kReencodedIssuer, "name-reencoded"},
    {Flaw::kRevoked, "revoked"},
});

template <typename T, size_t N>
std::optional<T> Find(const std::array<std::pair<T, const char*>, N>& table,
                      std::string_view name) {
  for (const auto& [value, word] : table) {
    if (name == word) return value;
  }
  return std::nullopt;
}

template <typename T, size_t N>
const char* WordFor(const std::array<std::pair<T, const char*>, N>& table, T wanted) {
  for (const auto& [value, word] : table) {
    if (value == wanted) return word;
  }
  return "unknown";
}

}  // namespace

std::optional<KeyKind> KeyKindFromName(std::string_view name) { return Find(kKeyKinds, name); }
const char* ToString(KeyKind kind) { return WordFor(kKeyKinds, kind); }

std::vector<KeyKind> AllKeyKinds() {
  std::vector<KeyKind> kinds;
  for (const auto& entry : kKeyKinds) kinds.push_back(entry.first);
  return kinds;
}

std::optional<Flaw> FlawFromName(std::string_view name) { return Find(kFlaws, name); }
const char* ToString(Flaw flaw) { return WordFor(kFlaws, flaw); }

std::vector<Flaw> AllFlaws() {
  std::vector<Flaw> flaws;
  for (const auto& entry : kFlaws) flaws.push_back(entry.first);
  return flaws;
}

}  // namespace shakedown::pki
