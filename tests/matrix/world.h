// The clients of the matrix: one identity for each way to be right or wrong, all of one set of
// authorities, and what a server may trust of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pki/chain.h"
#include "tests/support/servers/pki_folder.h"

namespace shakedown::matrix {

/// What is presented. One deviation each; what follows kWrongKey is good in another form.
enum class Client {
  kNone,
  kGood,
  kViaIntermediate,
  kWithheldIntermediate,  ///< below an intermediate that is at hand and not sent
  kLeafOnly,              ///< below an intermediate that the client knows nothing of
  kDeep2,
  kDeep3,
  kUntrusted,       ///< of another authority, the leaf alone
  kUntrustedWhole,  ///< of another authority, sent up to its root
  kTwin,            ///< of an authority with the trusted one's name
  kSelfSigned,
  kExpired,
  kNotYetValid,
  kExpiredIntermediate,
  kWrongEku,
  kNoDigitalSignature,
  kRevoked,
  kWeakKey,
  kSha1,
  kWrongKey,
  kNoEku,
  kP256,
  kP521,
  kEd25519,
  kRsaPss,
};
/// "none", "via-intermediate", ...
const char* ToString(Client client);
std::vector<Client> AllClients();

/// The files that a server's trust comes from.
enum class Trust { kRoot, kRootAndIssuing, kIssuing, kSecond, kPinned };
/// The revocation lists that it looks into.
enum class Lists { kNone, kRoot, kAll, kStale };

class World {
 public:
  World();

  /// Null for kNone.
  pki::IdentityPtr Identity(Client client) const { return identities_.at(client); }
  /// What a user would hand over as --client-ca and --crl.
  pki::TrustStorePtr ClientTrust(Trust trust, Lists lists) const;
  pki::TrustStorePtr ServerTrust() const;
  const testing_support::PkiFolder& folder() const { return folder_; }

 private:
  testing_support::ClientAuthorities authorities_;
  std::map<Client, pki::IdentityPtr> identities_;
  testing_support::RevocationLists lists_;
  testing_support::PkiFolder folder_;
};

}  // namespace shakedown::matrix
