// Squid between client and server: where it opens TLS, whatever the client presents is lost, the
// direct way proves it, and Squid is named; where it passes TLS on, nothing changes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "tests/support/servers/fronts_plan.h"
#include "tests/support/servers/haproxy_plan.h"
#include "tests/support/servers/hop_world.h"

namespace shakedown {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing_support::FrontsPlan;
using testing_support::HaproxyPlan;
using testing_support::HopWorld;
using testing_support::InspectionPlan;
using testing_support::ServerPlan;
using testing_support::Told;

class Interception : public testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = std::make_unique<HopWorld>(); }
  static void TearDownTestSuite() { world_.reset(); }

  static std::string Url(const ServerPlan& plan, const std::string& gate) {
    return "https://localhost:" + world_->Port(plan, gate) + "/";
  }
  static std::string Squid(const std::string& gate) {
    return "http://localhost:" + world_->Port(InspectionPlan(), gate);
  }

  static std::unique_ptr<HopWorld> world_;
};

std::unique_ptr<HopWorld> Interception::world_;

TEST_F(Interception, IsProvenByTheDirectWayAndNamed) {
  // nginx refuses Squid with a page, HAProxy in TLS.
  for (const std::string& url : {Url(FrontsPlan(), "origin"), Url(HaproxyPlan(), "required")}) {
    for (const auto& identity : {world_->good(), pki::IdentityPtr(), world_->untrusted()}) {
      const auto found = world_->Explain(url, Squid("bump"), identity);
      EXPECT_EQ(found.diagnosis.cause.id, "path.intercepted") << Told(found.diagnosis);
      EXPECT_EQ(found.diagnosis.cause.certainty, diagnosis::Certainty::kCertain);
      EXPECT_THAT(found.diagnosis.cause.summary,
                  AllOf(HasSubstr("Squid opens the connection on the way"),
                        HasSubstr("Corporate Inspection CA")));
      EXPECT_THAT(Told(found.diagnosis), HasSubstr("CertificateRequest: none here, accepts"));
      const auto made = [](const auto& probe) { return probe.id == "direct"; };
      EXPECT_TRUE(std::any_of(found.probes.begin(), found.probes.end(), made));
    }
  }
}

TEST_F(Interception, DoesNotHappenWhereTlsIsPassedOn) {
  const std::string url = Url(FrontsPlan(), "origin");
  const auto in = world_->Explain(url, Squid("splice"), world_->good()).diagnosis;
  EXPECT_EQ(in.outcome, diagnosis::Outcome::kAccepted) << in.observed;
  EXPECT_EQ(world_->Explain(url, Squid("splice"), nullptr).diagnosis.cause.id,
            "client.no-identity");
  EXPECT_EQ(world_->Explain(url, Squid("splice"), world_->untrusted()).diagnosis.cause.id,
            "certificate.untrusted-issuer");
}

TEST_F(Interception, IsNotedWhereTheServerIsOpenToAll) {
  const auto found = world_->Explain(Url(HaproxyPlan(), "off"), Squid("bump"), nullptr).diagnosis;
  EXPECT_EQ(found.outcome, diagnosis::Outcome::kAccepted);
  EXPECT_THAT(found.notes, Contains(HasSubstr("TLS ends at Squid"))) << Told(found);
}

TEST_F(Interception, IsSeenBehindAnOptionalServerThatLetsEverybodyIn) {
  // Through Squid nobody asks; directly the server does.
  const auto found =
      world_->Explain(Url(HaproxyPlan(), "optional"), Squid("bump"), world_->good()).diagnosis;
  EXPECT_EQ(found.outcome, diagnosis::Outcome::kAccepted);
  EXPECT_THAT(found.notes, Contains(HasSubstr("On another way to this host"))) << Told(found);
}

}  // namespace
}  // namespace shakedown
