// Each behaviour with each kind of certificate at both versions, over real connections: the alert
// or the page that the servers modelled give.
#include "handshake/peer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "tests/support/peer_probe.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using testing::HasSubstr;
using testing_support::Need;
using testing_support::ProbeOptions;
using testing_support::ProbeResult;
using testing_support::TestAuthority;
using testing_support::Try;

constexpr const char* kMissingPage = "400 No required SSL certificate was sent";
constexpr const char* kErrorPage = "400 The SSL certificate error";

/// One server with a host of each behaviour, all with the same trust, and the identities to try.
/// Everything is minted when first asked for.
class Stage {
 public:
  explicit Stage(const std::string& flavour) : root_("Trusted Root"), stranger_("Unknown Root") {
    PeerOptions options;
    for (const Behaviour behaviour :
         {Behaviour::kNone, Behaviour::kOptional, Behaviour::kStrict, Behaviour::kNginx}) {
      PeerHost host;
      host.name = std::string(ToString(behaviour)) + ".test";
      host.behaviour = behaviour;
      host.certificate = root_.Server(host.name);
      host.client_trust = Trust(flavour);
      host.verify_depth = 1;
      host.announced_names = {root_.name()};
      options.hosts.push_back(std::move(host));
    }
    peer_ = Need(Peer::Start(std::move(options)));
  }

  uint16_t port() const { return peer_->endpoint().port; }
  pki::IdentityPtr identity(const std::string& name) {
    if (const auto known = identities_.find(name); known != identities_.end()) return known->second;
    return identities_[name] = Make(name);
  }

 private:
  pki::TrustStorePtr Trust(const std::string& flavour) {
    if (flavour == "nobody") return nullptr;
    if (flavour == "crl") return root_.TrustWithCrl({identity("revoked")->leaf.get()});
    if (flavour == "stale") return root_.TrustWithCrl({}, Milliseconds(-3'600'000));
    return root_.Trust();
  }
  pki::IdentityPtr Make(const std::string& name) const {
    if (name == "none") return nullptr;
    if (name == "viaint") return root_.Client(pki::Flaw::kGood, 1);
    if (name == "deep2") return root_.Client(pki::Flaw::kGood, 2);
    if (name == "untrusted") return stranger_.Client();
    if (name == "impostor") return TestAuthority(Need(pki::MintTwin(root_.name()))).Client();
    const auto flaw = pki::FlawFromName(name);
    return root_.Client(flaw.value_or(pki::Flaw::kGood));
  }

  TestAuthority root_;
  TestAuthority stranger_;
  std::map<std::string, pki::IdentityPtr> identities_;
  std::unique_ptr<Peer> peer_;
};

/// Alerts 0: accepted. `page` null: accepted.
struct Row {
  const char* identity;
  const char* flavour;  ///< "", "crl", "stale" or "nobody": which trust the host has
  int strict_12;
  int strict_13;
  const char* page;
};

constexpr Row kRows[] = {
    {"none", "", 40, 116, kMissingPage},
    {"good", "", 0, 0, nullptr},
    {"viaint", "", 0, 0, nullptr},
    {"no-eku", "", 0, 0, nullptr},
    {"revoked", "", 0, 0, nullptr},
    {"deep2", "", 48, 48, kErrorPage},
    {"untrusted", "", 48, 48, kErrorPage},
    {"self-signed", "", 48, 48, kErrorPage},
    {"missing-intermediate", "", 48, 48, kErrorPage},
    {"impostor", "", 51, 51, kErrorPage},
    {"expired", "", 45, 45, kErrorPage},
    {"expired-intermediate", "", 45, 45, kErrorPage},
    {"not-yet-valid", "", 42, 42, kErrorPage},
    {"weak-key", "", 42, 42, kErrorPage},
    {"sha-1", "", 42, 42, kErrorPage},
    {"wrong-eku", "", 43, 43, kErrorPage},
    {"no-digital-signature", "", 43, 43, kErrorPage},
    {"good", "crl", 0, 0, nullptr},
    {"revoked", "crl", 44, 44, kErrorPage},
    {"viaint", "crl", 48, 48, kErrorPage},
    {"none", "crl", 40, 116, kMissingPage},
    {"good", "stale", 45, 45, kErrorPage},
    {"good", "nobody", 48, 48, kErrorPage},
};

class PeerVerdict : public testing::TestWithParam<std::tuple<Row, int>> {
 protected:
  static void SetUpTestSuite() { stages_ = new Stages(); }
  static void TearDownTestSuite() { delete std::exchange(stages_, nullptr); }

  ProbeResult Run(Behaviour behaviour) const {
    const auto& [row, version] = GetParam();
    Stage& stage = stages_->try_emplace(row.flavour, row.flavour).first->second;
    ProbeOptions options;
    options.version = version;
    options.sni = std::string(ToString(behaviour)) + ".test";
    options.host = options.sni;
    options.identity = stage.identity(row.identity);
    return Try(stage.port(), std::move(options));
  }
  static void ExpectServed(const ProbeResult& result) {
    EXPECT_TRUE(result.handshake);
    EXPECT_EQ(result.alert, -1);
    EXPECT_EQ(result.status, 200) << result.reply;
    EXPECT_TRUE(result.close_notify);
  }
  int StrictAlert() const {
    const auto& [row, version] = GetParam();
    return version == TLS1_3_VERSION ? row.strict_13 : row.strict_12;
  }
  static void ExpectAlert(const ProbeResult& result, int alert, int version) {
    EXPECT_EQ(result.alert, alert);
    EXPECT_EQ(result.reply, "");
    // TLS 1.2 refuses in place of its Finished, TLS 1.3 after the client's handshake is complete.
    EXPECT_EQ(result.handshake, version == TLS1_3_VERSION);
    EXPECT_EQ(result.session, nullptr) << "a ticket must not precede a refusal";
  }

 private:
  using Stages = std::map<std::string, Stage>;
  static inline Stages* stages_ = nullptr;
};

TEST_P(PeerVerdict, HostThatAsksNothingServesEverybody) {
  const ProbeResult result = Run(Behaviour::kNone);
  EXPECT_FALSE(result.requested);
  ExpectServed(result);
}

TEST_P(PeerVerdict, StrictHostRefusesWithTheAlert) {
  const ProbeResult result = Run(Behaviour::kStrict);
  EXPECT_TRUE(result.requested);
  if (StrictAlert() == 0) {
    ExpectServed(result);
  } else {
    ExpectAlert(result, StrictAlert(), std::get<1>(GetParam()));
  }
}

TEST_P(PeerVerdict, OptionalHostForgivesAbsenceOnly) {
  const ProbeResult result = Run(Behaviour::kOptional);
  EXPECT_TRUE(result.requested);
  const bool absent = std::get<0>(GetParam()).identity == std::string("none");
  if (StrictAlert() == 0 || absent) {
    ExpectServed(result);
  } else {
    ExpectAlert(result, StrictAlert(), std::get<1>(GetParam()));
  }
}

TEST_P(PeerVerdict, NginxHostFinishesAndAnswersInHttp) {
  const ProbeResult result = Run(Behaviour::kNginx);
  EXPECT_TRUE(result.requested);
  EXPECT_TRUE(result.handshake);
  EXPECT_EQ(result.alert, -1);
  EXPECT_TRUE(result.close_notify);
  EXPECT_NE(result.session, nullptr) << "tickets come whatever the verdict";
  const char* page = std::get<0>(GetParam()).page;
  if (page == nullptr) {
    EXPECT_EQ(result.status, 200) << result.reply;
    return;
  }
  EXPECT_EQ(result.status, 400);
  EXPECT_EQ(result.title, page);
  EXPECT_THAT(result.reply, HasSubstr("\r\nServer: shakedown-peer\r\n"));
  EXPECT_THAT(result.reply, HasSubstr("\r\nConnection: close\r\n"));
}

std::string NameOf(const testing::TestParamInfo<std::tuple<Row, int>>& info) {
  const auto& [row, version] = info.param;
  std::string name = std::string(row.identity) + "_" + row.flavour;
  for (char& letter : name) {
    if (letter == '-') letter = '_';
  }
  return name + (version == TLS1_3_VERSION ? "_tls13" : "_tls12");
}

INSTANTIATE_TEST_SUITE_P(Table, PeerVerdict,
                         testing::Combine(testing::ValuesIn(kRows),
                                          testing::Values(TLS1_2_VERSION, TLS1_3_VERSION)),
                         NameOf);

}  // namespace
}  // namespace shakedown::handshake
