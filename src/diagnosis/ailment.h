// What can be wrong with a presented certificate, as small sets: an alert, a page or a close is
// read as the set of ailments that it may stand for in the dialect of the server that sent it.
#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>

namespace shakedown::diagnosis {

/// One defect as a verifying server sees it. Several may map to one cause of the catalogue.
enum class Ailment : uint8_t {
  kUnknownIssuer,        ///< no trust anchor has the issuer's name
  kImpostor,             ///< an authority of the right name and another key
  kSelfSigned,           ///< the leaf is signed by itself
  kMissingIntermediate,  ///< the link to the trust anchor was not sent
  kExpired,
  kNotYetValid,
  kTooDeep,
  kWrongPurpose,
  kRevoked,
  kRevocationUnknown,   ///< the server's revocation data is missing or stale
  kMisconfiguredTrust,  ///< the server's trust file is wrong
  kWeak,
  kProof,   ///< CertificateVerify does not verify
  kShape,   ///< version, critical extension, CA as leaf, name constraint
  kPolicy,  ///< a pin or a rule about issuers or subjects, inside TLS
};
inline constexpr int kAilments = 15;

/// A set of ailments. A value.
class AilmentSet {
 public:
  constexpr AilmentSet() = default;
  constexpr AilmentSet(std::initializer_list<Ailment> members) {
    for (const Ailment ailment : members) bits_ |= Bit(ailment);
  }
  /// Every ailment of a presented certificate.
  static constexpr AilmentSet All() {
    AilmentSet all;
    all.bits_ = (1u << kAilments) - 1;
    return all;
  }
  constexpr AilmentSet Without(std::initializer_list<Ailment> members) const {
    AilmentSet rest = *this;
    for (const Ailment ailment : members) rest.bits_ &= ~Bit(ailment);
    return rest;
  }
  constexpr AilmentSet Only(std::initializer_list<Ailment> members) const {
    AilmentSet both(members);
    both.bits_ &= bits_;
    return both;
  }
  constexpr bool Has(Ailment ailment) const { return (bits_ & Bit(ailment)) != 0; }
  constexpr int size() const { return std::popcount(bits_); }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr bool operator==(const AilmentSet&) const = default;

 private:
  static constexpr uint32_t Bit(Ailment ailment) { return 1u << static_cast<unsigned>(ailment); }
  uint32_t bits_ = 0;
};

}  // namespace shakedown::diagnosis
