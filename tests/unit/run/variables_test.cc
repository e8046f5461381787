#include "run/variables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/suite_builder.h"

namespace shakedown::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

scenario::VariableModel Declared(std::string name, std::optional<std::string> otherwise,
                                 std::optional<std::string> peer = std::nullopt) {
  return {.name = std::move(name),
          .default_value = std::move(otherwise),
          .peer_value = std::move(peer),
          .position = {.file = "suite.xml", .line = 4}};
}

class variables : public ::testing::Test {
 protected:
  Result<VariableTable> Resolve(bool on_peer, const scenario::Variables& given = {}) const {
    VariableTable built_in;
    built_in.values["target.port"] = "8443";
    built_in.unavailable["ca.dn"] = "needs --client-ca";
    return ResolveVariables(suite_, given, on_peer, std::move(built_in));
  }
  scenario::SuiteModel suite_ = testing_support::MakeSuite("s", {});
};

TEST_F(variables, ReferencesAreFoundAndEscapesAreNot) {
  EXPECT_THAT(ReferencesIn("a ${x} and ${y.z}"), ElementsAre("x", "y.z"));
  EXPECT_THAT(ReferencesIn("$${x} ${"), IsEmpty());
  EXPECT_THAT(ReferencesIn("no dollar"), IsEmpty());
}

TEST_F(variables, PeerValueCountsOnTheBuiltInPeerOnly) {
  suite_.variables = {Declared("host", "real", "mock")};
  EXPECT_EQ(Resolve(true)->values.at("host"), "mock");
  EXPECT_EQ(Resolve(false)->values.at("host"), "real");
}

TEST_F(variables, CommandLineWinsOverAll) {
  suite_.variables = {Declared("host", "real", "mock")};
  const Result<VariableTable> table = Resolve(true, {{"host", "mine"}, {"target.port", "1"}});
  ASSERT_TRUE(table);
  EXPECT_THAT(table->values, ElementsAre(Pair("host", "mine"), Pair("target.port", "1")));
}

TEST_F(variables, DefaultsMayReferToWhatStandsAbove) {
  suite_.variables = {Declared("port", "${target.port}"), Declared("at", "localhost:${port}")};
  EXPECT_EQ(Resolve(false)->values.at("at"), "localhost:8443");
}

TEST_F(variables, UnknownReferenceIsAnErrorAtTheDeclaration) {
  suite_.variables = {Declared("at", "${nowhere}")};
  const Result<VariableTable> table = Resolve(false);
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().code(), ErrorCode::kSuite);
  EXPECT_EQ(table.error().position().line, 4);
}

TEST_F(variables, WhatRefersToTheUnavailableIsUnavailable) {
  suite_.variables = {Declared("name", "${ca.dn}"), Declared("again", "${name}"),
                      Declared("none", std::nullopt)};
  const Result<VariableTable> table = Resolve(false);
  ASSERT_TRUE(table);
  EXPECT_EQ(table->unavailable.at("again"), "needs --client-ca");
  EXPECT_FALSE(table->values.contains("none"));
  EXPECT_FALSE(table->unavailable.contains("none"));
}

TEST_F(variables, GivenValueMakesTheUnavailableAvailable) {
  const Result<VariableTable> table = Resolve(false, {{"ca.dn", "CN=Mine"}});
  EXPECT_EQ(table->values.at("ca.dn"), "CN=Mine");
  EXPECT_TRUE(table->unavailable.empty());
}

TEST_F(variables, AxesOfACaseWinAndMayReferToTheTable) {
  const Result<VariableTable> table = Resolve(false, {{"x", "table"}});
  ASSERT_TRUE(table);
  const scenario::Variables axes = {{"x", "axis"}, {"y", "port-${target.port}"}};
  CaseVariables merged(*table, axes);
  const auto values = merged.Values({});
  ASSERT_TRUE(values);
  EXPECT_EQ((*values)->at("x"), "axis");
  EXPECT_EQ((*values)->at("y"), "port-8443");
}

TEST_F(variables, CaseSaysWhyATextIsOutOfReach) {
  const Result<VariableTable> table = Resolve(false);
  ASSERT_TRUE(table);
  const scenario::Variables axes = {{"who", "${ca.dn}"}};
  CaseVariables merged(*table, axes);
  EXPECT_EQ(merged.WhyUnavailable("${target.port}"), "");
  EXPECT_EQ(merged.WhyUnavailable("x ${ca.dn}"), "needs --client-ca");
  EXPECT_EQ(merged.WhyUnavailable("${who}"), "needs --client-ca");
}

TEST_F(variables, AxisWithUnknownReferenceNamesTheAxis) {
  const VariableTable table;
  const scenario::Variables axes = {{"who", "${nobody}"}};
  CaseVariables merged(table, axes);
  const auto values = merged.Values({});
  ASSERT_FALSE(values);
  EXPECT_THAT(values.error().Text(), HasSubstr("axis 'who'"));
}

}  // namespace
}  // namespace shakedown::run
