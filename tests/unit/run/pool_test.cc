#include "run/pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

NodeFacts Node(const std::string& name, const std::string& names, const std::string& reply = {}) {
  NodeFacts node{name, {{NodeAspect::kCaNames, names, names}}};
  if (!reply.empty()) node.answers.push_back({NodeAspect::kReply, reply, reply});
  return node;
}

TEST(Pool, NodesThatAgreeHaveNoDifference) {
  const NodeFacts nodes[] = {Node("a", "CN=CA"), Node("b", "CN=CA")};
  EXPECT_THAT(Compare(nodes), IsEmpty());
  EXPECT_THAT(Compare({}), IsEmpty());
}

TEST(Pool, TheOddOneOutDiffersFromMost) {
  const NodeFacts nodes[] = {Node("a", "CN=CA"), Node("b", "none"), Node("c", "CN=CA")};
  const auto differences = Compare(nodes);
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].aspect, NodeAspect::kCaNames);
  EXPECT_TRUE(differences[0].majority);
  EXPECT_THAT(differences[0].groups[0].nodes, ElementsAre(0, 2));
  EXPECT_EQ(differences[0].groups[1].text, "none");
  EXPECT_THAT(OddNodes(differences), ElementsAre(1));
}

TEST(Pool, OneAgainstOneIsNoMajority) {
  const NodeFacts nodes[] = {Node("a", "CN=CA"), Node("b", "none")};
  const auto differences = Compare(nodes);
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_FALSE(differences[0].majority);
  EXPECT_THAT(OddNodes(differences), IsEmpty());
}

TEST(Pool, WhatIsNotKnownIsNotCompared) {
  const NodeFacts nodes[] = {Node("a", "CN=CA", "HTTP 200"), Node("b", "CN=CA"),
                             Node("c", "CN=CA", "HTTP 200")};
  EXPECT_THAT(Compare(nodes), IsEmpty());
}

TEST(Pool, ATargetThatWasNotTriedIsNotReached) {
  SurveyTarget target;
  target.name = "192.0.2.1:443";
  SurveyResult result;
  result.target = &target;
  result.error = Error(ErrorCode::kConnect, "no route");
  const NodeFacts facts = FactsOf(result);
  EXPECT_EQ(facts.name, "192.0.2.1:443");
  ASSERT_EQ(facts.answers.size(), 1U);
  EXPECT_EQ(facts.answers[0].aspect, NodeAspect::kReached);
  EXPECT_STREQ(ToString(facts.answers[0].aspect), "reached");
}

}  // namespace
}  // namespace shakedown::run
