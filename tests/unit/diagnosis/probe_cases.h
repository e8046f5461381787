// Attempts and probes that the tests of planning and of results share.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "diagnosis/probe.h"
#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {

using attempt::Attempt;
using attempt::DeadlineHit;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using namespace testing_support;

/// The probe that would be made next, or nothing.
inline std::optional<Probe> Next(const std::vector<Attempt>& attempts,
                                 const std::vector<std::string>& done = {}) {
  std::vector<ProbeRecord> records;
  for (const std::string& id : done) records.push_back({id, "", 0, ""});
  return NextProbe(attempts, Explain(attempts), records);
}

/// All probes that would be made if none of them changed anything, in order.
inline std::vector<std::string> Planned(const std::vector<Attempt>& attempts) {
  std::vector<std::string> ids;
  for (auto probe = Next(attempts); probe && ids.size() < 20; probe = Next(attempts, ids)) {
    EXPECT_THAT(probe->question, Not(IsEmpty()));
    EXPECT_EQ(probe->question.back(), '?');
    EXPECT_TRUE(IsPlainAscii(probe->question)) << probe->question;
    ids.push_back(probe->id);
  }
  return ids;
}

/// A throw-away below `issuer` over `intermediates`, answered with `alert`.
inline Attempt ThrowawayBelow(const std::string& issuer, int alert, int intermediates = 0) {
  std::vector<attempt::CertificateFacts> chain;
  std::string above = issuer;
  for (int i = 0; i < intermediates; ++i) {
    const std::string subject = "CN=Shakedown probe " + std::to_string(i);
    chain.insert(chain.begin(), Intermediate(subject, above));
    above = subject;
  }
  chain.insert(chain.begin(), Leaf("CN=Shakedown probe", above));
  attempt::IdentityFacts facts = Identity(std::move(chain));
  facts.name = "throw-away below '" + issuer + "'";
  facts.throwaway = true;
  return Story::Tls13().Called("probe: trust").As(facts).Asks().Presents().Alert(alert);
}

/// The same, referring to the key identifier that `Keyed` identities refer to.
inline Attempt KeyedThrowaway(const std::string& issuer, int alert) {
  attempt::IdentityFacts facts = Identity({Leaf("CN=Shakedown probe", issuer)});
  facts.chain.front().authority_key_id = "c0ffee";
  facts.throwaway = true;
  return Story::Tls13().Called("probe: key").As(facts).Asks().Presents().Alert(alert);
}

inline attempt::IdentityFacts Keyed(attempt::IdentityFacts identity) {
  identity.chain.back().authority_key_id = "c0ffee";
  return identity;
}

/// The same over links that bear the issuer's own name.
inline Attempt LongThrowaway(const std::string& issuer, int alert, int links) {
  std::vector<attempt::CertificateFacts> chain = {Leaf("CN=Shakedown probe", issuer)};
  for (int i = 0; i < links; ++i) {
    chain.push_back(Intermediate(issuer, issuer));
    chain.back().self_issued = true;
  }
  attempt::IdentityFacts facts = Identity(std::move(chain));
  facts.throwaway = true;
  return Story::Tls13().Called("probe: length").As(facts).Asks().Presents().Alert(alert);
}

inline attempt::IdentityFacts Stranger() {
  attempt::IdentityFacts facts = Identity({SelfSigned("CN=Shakedown probe")});
  facts.name = "self-signed throw-away";
  facts.throwaway = true;
  return facts;
}

inline Attempt Refused(const attempt::IdentityFacts& identity, int alert,
                       const std::vector<std::string>& names = {"CN=Trusted Root"}) {
  return Story::Tls13().As(identity).Asks(names).Presents().Alert(alert);
}

}  // namespace shakedown::diagnosis
