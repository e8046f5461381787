// Investigations of a gate in this process, and what every one owes its reader.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <chrono>

#include "attempt/trace_view.h"
#include "handshake/peer.h"
#include "run/investigation.h"
#include "tests/support/client_run.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_authority.h"
#include "tests/support/tls_server.h"

namespace shakedown::run {

using diagnosis::Certainty;
using diagnosis::Enforcement;
using diagnosis::Outcome;
using handshake::Behaviour;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::Need;
using testing_support::ScriptedServer;
using testing_support::TestAuthority;

constexpr Milliseconds kGrace{100};

inline std::vector<std::string> ProbeIds(const Investigation& found) {
  std::vector<std::string> ids;
  for (const diagnosis::ProbeRecord& probe : found.probes) ids.push_back(probe.id);
  return ids;
}

/// "certificate.expired (likely)", and the story behind it when a comparison fails.
inline std::string Verdict(const Investigation& found) {
  return found.diagnosis.cause.id + " (" + ToString(found.diagnosis.cause.certainty) + ")";
}

inline std::string Told(const Investigation& found) {
  std::string text = Verdict(found) + "\n" + found.diagnosis.observed + "\n";
  for (const auto& finding : found.diagnosis.alternatives) {
    text += "  or " + finding.id + " (" + ToString(finding.certainty) + ")\n";
  }
  for (const auto& probe : found.probes) {
    text += "  " + probe.id + ": " + probe.question + " " + probe.answer + "\n";
  }
  return text;
}

/// What every investigation owes its reader.
inline void ExpectSound(const Investigation& found) {
  SCOPED_TRACE(Told(found));
  ASSERT_EQ(found.attempts.size(), found.probes.size() + 1);
  ASSERT_LT(found.subject, found.attempts.size());
  EXPECT_EQ(found.attempts.front().purpose, "as asked");
  for (size_t i = 0; i < found.probes.size(); ++i) {
    const diagnosis::ProbeRecord& probe = found.probes[i];
    EXPECT_EQ(probe.attempt, i + 1);
    EXPECT_THAT(probe.id, Not(IsEmpty()));
    EXPECT_THAT(probe.answer, Not(IsEmpty()));
    EXPECT_EQ(found.attempts[probe.attempt].purpose, "probe: " + probe.question);
  }
  std::vector<const diagnosis::Finding*> findings = {&found.diagnosis.cause};
  for (const auto& finding : found.diagnosis.alternatives) findings.push_back(&finding);
  for (const diagnosis::Finding* finding : findings) {
    EXPECT_NE(diagnosis::FindCause(finding->id), nullptr);
    for (const diagnosis::Evidence& evidence : finding->evidence) {
      ASSERT_LT(static_cast<size_t>(evidence.attempt), found.attempts.size());
      const auto& events = found.attempts[static_cast<size_t>(evidence.attempt)].trace.events;
      EXPECT_LT(evidence.event, static_cast<int>(events.size()));
    }
  }
}

class Investigating : public testing::Test {
 protected:
  handshake::PeerHost Host(Behaviour behaviour, const std::string& name = "gate.test") const {
    handshake::PeerHost host;
    host.name = name;
    host.behaviour = behaviour;
    host.certificate = root_.Server(name);
    host.client_trust = root_.Trust();
    host.announced_names = {root_.name()};
    if (behaviour == Behaviour::kLate) host.late_paths = {"/private"};
    return host;
  }
  void Serve(std::vector<handshake::PeerHost> hosts) {
    handshake::PeerOptions options;
    options.hosts = std::move(hosts);
    peer_ = Need(handshake::Peer::Start(std::move(options)));
    options_ = OptionsFor(peer_->endpoint().port);
  }
  void Serve(Behaviour behaviour) { Serve({Host(behaviour)}); }

  static InvestigationOptions OptionsFor(uint16_t port) {
    InvestigationOptions options;
    options.spec.target.endpoint = {"gate.test", port};
    options.spec.connect_to = attempt::Endpoint{"127.0.0.1", port};
    options.spec.request = attempt::HttpRequest{};
    return options;
  }
  Investigation Look() {
    Investigation found = Need(Investigate(options_));
    ExpectSound(found);
    return found;
  }
  Investigation LookAs(pki::IdentityPtr identity) {
    options_.identity = std::move(identity);
    return Look();
  }
  Investigation LookIn(tls::Version version, pki::IdentityPtr identity) {
    options_.spec.min_version = version;
    options_.spec.max_version = version;
    return LookAs(std::move(identity));
  }

  const TestAuthority root_{"Trusted Root"};
  const TestAuthority stranger_{"Unknown Root"};
  std::unique_ptr<handshake::Peer> peer_;
  InvestigationOptions options_;
};

}  // namespace shakedown::run
