// Real servers, started when they are first asked for, clients with the right certificate, with a
// stranger's and with none, and the question why one of them is not let in.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "run/investigation.h"
#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

class ServerWorld {
 public:
  ServerWorld()
      : lists_(authorities_, good_->leaf.get()), folder_(authorities_, lists_, good_->leaf.get()) {}

  /// The port of a gate.
  uint16_t Port(const ServerPlan& plan, const std::string& gate) {
    std::unique_ptr<RunningServer>& server = servers_[plan.name];
    if (server == nullptr) {
      EXPECT_TRUE(IsInstalled(plan)) << plan.program << " is not installed, see scripts/setup";
      server = std::make_unique<RunningServer>(plan, folder_, backend_);
      EXPECT_TRUE(server->Ready(Deadline::After(Milliseconds(60000)))) << server->Log();
    }
    return server->port(gate);
  }

  /// A request for "/" at the gate in one version of TLS, offering these protocols.
  attempt::HandshakeSpec Spec(const ServerPlan& plan, const std::string& gate, tls::Version version,
                              std::vector<std::string> alpn) {
    attempt::HandshakeSpec spec;
    spec.target.endpoint = {"localhost", Port(plan, gate)};
    spec.connect_to = attempt::Endpoint{"127.0.0.1", spec.target.endpoint.port};
    spec.min_version = version;
    spec.max_version = version;
    spec.alpn = std::move(alpn);
    spec.request = attempt::HttpRequest{};
    return spec;
  }

  run::Investigation Explain(const attempt::HandshakeSpec& spec,
                             const pki::IdentityPtr& identity) const {
    run::InvestigationOptions options;
    options.spec = spec;
    options.identity = identity;
    X509* const anchors[] = {authorities_.server->certificate.get()};
    options.server_trust = pki::TrustStore::Of(anchors);
    options.timeout = Milliseconds(30000);
    return Need(run::Investigate(options));
  }

  const pki::IdentityPtr& good() const { return good_; }
  const pki::IdentityPtr& untrusted() const { return untrusted_; }
  const PkiFolder& folder() const { return folder_; }

 private:
  static pki::IdentityPtr Client(const pki::Authority& issuer, const char* name) {
    pki::MintRequest request;
    request.name = name;
    return Need(pki::Mint(issuer, request));
  }

  ClientAuthorities authorities_{pki::KeyKind::kP256};
  pki::AuthorityPtr stranger_ = Need(pki::MintRoot("Stranger CA"));
  pki::IdentityPtr good_ = Client(*authorities_.root, "good");
  pki::IdentityPtr untrusted_ = Client(*stranger_, "untrusted");
  RevocationLists lists_;
  PkiFolder folder_;
  PlainBackend backend_;
  std::map<std::string, std::unique_ptr<RunningServer>> servers_;
};

/// What a reader would see of it, for expectations and failure messages.
inline std::string Told(const run::Investigation& found) {
  std::string text = found.diagnosis.cause.id + ": " + found.diagnosis.cause.summary + "\n" +
                     found.diagnosis.cause.explanation + "\nobserved: " + found.diagnosis.observed;
  for (const auto& evidence : found.diagnosis.cause.evidence) text += "\n- " + evidence.text;
  for (const auto& probe : found.probes) text += "\n? " + probe.id + ": " + probe.answer;
  for (const auto& note : found.diagnosis.notes) text += "\nnote: " + note;
  return text;
}

}  // namespace shakedown::testing_support
