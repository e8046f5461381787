#include "run/requirements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/loader.h"

namespace shakedown::run {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAreArray;

std::string Unmet(const std::string& word, const Capabilities& capabilities,
                  const VariableTable& variables = {}) {
  return UnmetRequirement({word}, capabilities, variables);
}

TEST(requirements, KnowExactlyTheWordsOfTheFormat) {
  EXPECT_THAT(CapabilityWords(), UnorderedElementsAreArray(scenario::words::kCapabilities));
}

TEST(requirements, EachWordIsMetAndUnmet) {
  Capabilities all;
  all.trusted_issuer = all.crl = all.client_ca = all.built_in_peer = all.http = true;
  for (const std::string& word : CapabilityWords()) {
    const bool external = word == "external-target";
    Capabilities without;
    without.built_in_peer = external;
    Capabilities with = all;
    with.built_in_peer = !external;
    EXPECT_EQ(Unmet(word, with), "") << word;
    EXPECT_NE(Unmet(word, without), "") << word;
    EXPECT_NE(Unmet("!" + word, with), "") << word;
    EXPECT_EQ(Unmet("!" + word, without), "") << word;
  }
}

TEST(requirements, ReasonsNameTheOptionThatHelps) {
  EXPECT_THAT(Unmet("trusted-issuer", {}), HasSubstr("--ca-cert and --ca-key"));
  EXPECT_THAT(Unmet("crl", {}), HasSubstr("--crl"));
  EXPECT_THAT(Unmet("client-ca", {}), HasSubstr("--client-ca"));
  EXPECT_THAT(Unmet("var:gate", {}), HasSubstr("--set gate="));
}

TEST(requirements, VariablesCountWhenTheyHaveText) {
  VariableTable table;
  table.values = {{"full", "x"}, {"empty", ""}};
  table.unavailable["ca.dn"] = "needs --client-ca";
  EXPECT_EQ(Unmet("var:full", {}, table), "");
  EXPECT_NE(Unmet("var:empty", {}, table), "");
  EXPECT_NE(Unmet("!var:full", {}, table), "");
  EXPECT_EQ(Unmet("!var:empty", {}, table), "");
  EXPECT_EQ(Unmet("var:ca.dn", {}, table), "needs --client-ca");
}

TEST(requirements, FirstUnmetOneIsNamed) {
  Capabilities some;
  some.http = true;
  EXPECT_THAT(UnmetRequirement({"http", "crl", "client-ca"}, some, {}), HasSubstr("--crl"));
  EXPECT_EQ(UnmetRequirement({}, some, {}), "");
}

TEST(requirements, UnknownWordSkips) { EXPECT_THAT(Unmet("magic", {}), HasSubstr("'magic'")); }

}  // namespace
}  // namespace shakedown::run
