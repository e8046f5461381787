// Clients, authorities and servers for tests of what stands between them.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "run/investigation.h"
#include "tests/support/servers/running_server.h"

namespace shakedown::testing_support {

class HopWorld {
 public:
  HopWorld()
      : lists_(authorities_, good_->leaf.get()), folder_(authorities_, lists_, good_->leaf.get()) {
    const bool written = pki::WriteIdentity(folder_.path(), *good_) &&
                         pki::WriteIdentity(folder_.path(), *untrusted_) &&
                         pki::WriteAuthority(folder_.path(), "inspection", *inspection_) &&
                         pki::WriteAuthority(folder_.path(), "server-ca", *authorities_.server) &&
                         pki::WriteAuthority(folder_.path(), "client-ca", *authorities_.root);
    if (!written) std::abort();
    Bundle("inspection");
  }

  pki::IdentityPtr good() const { return good_; }
  pki::IdentityPtr untrusted() const { return untrusted_; }
  std::string File(const std::string& name) const { return folder_.File(name); }

  /// The port of a gate; the server is started when it is first asked for.
  std::string Port(const ServerPlan& plan, const std::string& gate) {
    std::unique_ptr<RunningServer>& server = servers_[plan.name];
    if (server == nullptr) {
      EXPECT_TRUE(IsInstalled(plan)) << plan.program << " is not installed, see scripts/setup";
      server = std::make_unique<RunningServer>(plan, folder_, backend_);
      EXPECT_TRUE(server->Ready(Deadline::After(Milliseconds(60000)))) << server->Log();
    }
    return std::to_string(server->port(gate));
  }

  /// Investigates as `explain` does, knowing the authority of the servers' certificates.
  run::Investigation Explain(const std::string& url, const std::string& via,
                             const pki::IdentityPtr& identity) const {
    run::InvestigationOptions options;
    options.spec.target = Need(attempt::ParseTarget(url));
    options.spec.request = attempt::HttpRequest{};
    options.spec.via = Need(attempt::ParsePath(via));
    options.spec.timeouts.connect = Milliseconds(3000);
    options.identity = identity;
    X509* const anchors[] = {authorities_.server->certificate.get()};
    options.server_trust = pki::TrustStore::Of(anchors);
    options.timeout = Milliseconds(30000);
    return Need(run::Investigate(options));
  }

 private:
  pki::IdentityPtr Client(const char* name) const {
    pki::MintRequest request;
    request.name = name;
    return Need(pki::Mint(*authorities_.root, request));
  }
  pki::IdentityPtr Stranger() const {
    pki::MintRequest request;
    request.name = "untrusted";
    return Need(pki::Mint(*stranger_, request));
  }
  /// Certificate and key in one file, which some servers want.
  void Bundle(const std::string& name) const {
    const std::string both =
        Need(ReadFile(File(name + ".pem"))) + Need(ReadFile(File(name + ".key")));
    if (!WriteFile(File(name + "-bundle.pem"), both)) std::abort();
  }

  ClientAuthorities authorities_;
  pki::AuthorityPtr stranger_ = Need(pki::MintRoot("Stranger CA"));
  pki::AuthorityPtr inspection_ = Need(pki::MintRoot("Corporate Inspection CA"));
  pki::IdentityPtr good_ = Client("good");
  pki::IdentityPtr untrusted_ = Stranger();
  RevocationLists lists_;
  PkiFolder folder_;
  PlainBackend backend_;
  std::map<std::string, std::unique_ptr<RunningServer>> servers_;
};

/// Everything that the diagnosis tells a reader about its cause, in one text.
inline std::string Told(const diagnosis::Diagnosis& diagnosis) {
  std::string text = diagnosis.cause.id + " (" + ToString(diagnosis.cause.certainty) + ")\n" +
                     diagnosis.cause.summary + "\n" + diagnosis.cause.explanation;
  for (const auto& evidence : diagnosis.cause.evidence) text += "\n" + evidence.text;
  for (const auto& fix : diagnosis.cause.fixes) text += "\n" + fix;
  for (const auto& note : diagnosis.notes) text += "\n" + note;
  return text;
}

}  // namespace shakedown::testing_support
