#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pki/mint.h"
#include "tests/support/test_authority.h"

namespace shakedown::pki {
namespace {

using testing::ElementsAre;

TEST(ServerNames, AreAddressesWhereTheyAreWrittenAsAddresses) {
  const testing_support::TestAuthority servers("Servers CA");
  MintRequest request;
  request.server = true;
  request.dns_names = {"gate.test", "192.0.2.7", "2001:db8::1", "192.0.2"};
  const IdentityPtr identity = testing_support::Need(Mint(servers.authority(), request));
  EXPECT_THAT(identity->facts.chain.front().subject_alt_names,
              ElementsAre("DNS:gate.test", "IP:192.0.2.7", "IP:2001:db8::1", "DNS:192.0.2",
                          "IP:127.0.0.1", "IP:::1"));
}

}  // namespace
}  // namespace shakedown::pki
