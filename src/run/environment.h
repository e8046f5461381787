// Everything the cases of one suite share: the target or the built-in peer, the proxies beside it,
// CAs, identities, variables and the client.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "attempt/spec.h"
#include "core/result.h"
#include "handshake/client.h"
#include "handshake/peer.h"
#include "run/authorities.h"
#include "run/built_in_peer.h"
#include "run/built_in_peers.h"
#include "run/companions.h"
#include "run/identities.h"
#include "run/plan.h"
#include "run/requirements.h"
#include "run/runner.h"
#include "run/server_changer.h"
#include "run/server_state.h"
#include "run/target_settings.h"
#include "run/trust_material.h"
#include "run/variables.h"

namespace shakedown::run {

class SuiteEnvironment {
 public:
  /// Reads files and makes CAs for the selected `cases` (of one suite, not empty; borrowed, as is
  /// `options`). No socket is opened.
  static Result<std::unique_ptr<SuiteEnvironment>> Prepare(std::vector<const Case*> cases,
                                                           const RunOptions& options);
  ~SuiteEnvironment();
  SuiteEnvironment(const SuiteEnvironment&) = delete;
  SuiteEnvironment& operator=(const SuiteEnvironment&) = delete;

  /// Starts the built-in peer and the proxies; variables have their values afterwards.
  Result<void> Start();
  /// After Start: whether the target answers at all, found out by one handshake. The reason if not.
  Result<void> Reach();
  /// Gives variables the values they would have, ports aside, without opening a socket.
  Result<void> Pretend();

  // Valid after Start or Pretend.
  const VariableTable& variables() const { return variables_; }
  /// What only authenticated clients get to see; empty if nothing is named.
  const std::string& canary() const { return settings_.canary; }
  const Capabilities& capabilities() const { return capabilities_; }
  /// What all handshakes of the suite have in common.
  const attempt::HandshakeSpec& defaults() const { return defaults_; }
  IdentityStore& identities() const { return *identities_; }
  handshake::Client& client() { return *client_; }
  /// What the host that `server_name` selects trusts; null if unknown.
  pki::TrustStorePtr TrustFor(std::string_view server_name) const;

  /// Why the changes of `scenario` cannot be carried out here; empty if they can, or if it has
  /// none.
  std::string WhyNoChange(const scenario::ScenarioModel& scenario) const;
  /// Who carries them out for one execution of a case; `interrupt` is borrowed.
  Result<std::unique_ptr<ServerChanger>> NewChanger(const std::string& case_id,
                                                    const std::atomic<int>& interrupt) const;

  const scenario::SuiteModel& suite() const { return *cases_.front()->suite_model; }
  const std::vector<const Case*>& cases() const { return cases_; }
  bool on_built_in_peer() const { return settings_.built_in; }
  /// The name of its target in a list; empty if there is only one.
  const std::string& target_name() const { return suite().target_name; }
  /// As the user named it, or "built-in peer".
  std::string target_url() const;
  /// The default proxies, passwords masked, and the environment variable that chose them; empty:
  /// none.
  std::string via() const;
  /// Numeric "127.0.0.1:8443"; empty if the target's name did not resolve.
  const std::string& target_address() const { return target_address_; }

 private:
  SuiteEnvironment(std::vector<const Case*> cases, const RunOptions& options);

  Result<void> LoadSettings();
  Result<void> MakeIdentities();
  Result<void> DescribeHosts();
  Result<void> SetDefaults();
  Result<void> SetAddress();
  Result<void> StartPeer();
  ServedHosts Served() const;
  Result<handshake::OcspResponder*> Responder();
  Result<void> LimitIdleness(handshake::PeerOptions* peer) const;
  void ResolveAddress();
  Result<void> StartProxies();
  Result<void> FinishVariables();
  VariableTable BuiltInVariables() const;
  /// DER of a CA name from the target's CertificateRequest.
  Result<std::optional<Bytes>> LearnName();
  std::vector<X509*> MintRevoked();

  const std::vector<const Case*> cases_;
  const RunOptions& options_;
  const TargetOptions& target_;                 ///< of this suite
  const scenario::Variables& given_variables_;  ///< of this suite
  /// The variables that need no running target: for <target>, <peer> and identities.
  VariableTable early_variables_;
  VariableTable variables_;
  TargetSettings settings_;
  TrustMaterial material_;
  std::unique_ptr<Authorities> authorities_;
  std::mutex responder_mutex_;
  std::unique_ptr<handshake::OcspResponder> responder_;  ///< once it is needed
  std::unique_ptr<IdentityStore> identities_;
  std::unique_ptr<StateMaterial> state_material_;
  std::vector<scenario::PeerHostModel> hosts_;
  std::vector<HostTrust> host_trust_;
  Capabilities capabilities_;
  attempt::HandshakeSpec defaults_;
  std::string target_address_;
  bool target_is_local_ = true;  ///< the CONNECT proxy reaches loopback only
  std::unique_ptr<BuiltInPeers> peer_;
  Companions companions_;
  attempt::Endpoint other_listener_;
  attempt::Endpoint terminator_;
  attempt::Endpoint connect_proxy_;
  std::unique_ptr<handshake::Client> client_;
};

/// The identity ids that the handshakes of `test` name, lists chosen by its axes; variables are not
/// replaced.
std::vector<std::string> IdentityTexts(const Case& test);

}  // namespace shakedown::run
