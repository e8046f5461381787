// What a suite of clients under test needs before the first connection: CAs, the certificates that
// our server shows, and the files that the client is set up with.
#pragma once

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/result.h"
#include "handshake/peer.h"
#include "pki/mint.h"
#include "run/trust_material.h"
#include "scenario/match_client.h"
#include "scenario/model.h"

namespace shakedown::run {

/// Passphrase of the PKCS#12 files; it guards nothing that lasts.
inline constexpr const char* kServePassphrase = "shakedown";

/// The host name in the URL of a connection.
std::string HostNameOf(const scenario::ConnectionModel& connection);

class ServeMaterial final {
 public:
  /// Makes the CAs, and server certificates for each of `names`. Files go to `directory`, which
  /// exists.
  static Result<ServeMaterial> Make(std::string directory, std::span<const std::string> names);

  /// Mints or loads the identities of `suite` and writes their files: ID.pem, ID.key, ID.p12; and
  /// ID-foreign.key, which is that of another certificate. kSuite, kFileWrite and what minting
  /// gives.
  Result<void> AddIdentities(const scenario::SuiteModel& suite,
                             const scenario::Variables& variables);

  /// The settings of our server for one connection of a case whose versions are `tls`. kSuite at
  /// the element's position.
  Result<handshake::PeerHost> HostFor(const scenario::ConnectionModel& connection,
                                      const std::string& tls) const;

  const std::string& directory() const { return directory_; }
  std::string File(const std::string& name) const { return directory_ + '/' + name; }
  const scenario::Fingerprints& fingerprints() const { return fingerprints_; }
  /// The facts of an identity, for diagnosis; null for "none".
  const attempt::IdentityFacts* FactsOf(const std::string& id) const;

 private:
  ServeMaterial() = default;
  Result<void> MintServers(const std::string& name, const pki::Authority& unknown);
  Result<std::vector<Bytes>> NamesIn(const scenario::ConnectionModel& connection) const;

  std::string directory_;
  TrustMaterial trust_;
  pki::TrustStorePtr clients_;  ///< both CAs
  /// By the words of `server`, and host name.
  std::map<std::pair<std::string, std::string>, pki::IdentityPtr> servers_;
  std::map<std::string, pki::IdentityPtr> identities_;
  std::vector<Bytes> many_;  ///< 60 kB of names that nobody has
  scenario::Fingerprints fingerprints_;
};

}  // namespace shakedown::run
