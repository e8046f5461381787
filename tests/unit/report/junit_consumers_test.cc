#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "report/junit.h"
#include "tests/support/case_builder.h"

// What tools that read JUnit files do with ours: a few lines each, written from what is known of
// their readers (reports/README.md), so that a change that one of them would choke on fails here.
namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only
using testing::HasSubstr;

class JunitConsumersTest : public testing::TestWithParam<bool> {
 protected:
  JunitConsumersTest() {
    JunitOptions options;
    options.strict = GetParam();
    const auto run = EveryVerdict();
    const auto report = MakeJunitReport(options);
    run->Feed(*report);
    text_ = report->Document();
    document_.load_string(text_.c_str(), pugi::parse_full);
    for (const auto suite : document_.child("testsuites").children("testsuite")) {
      for (const auto test : suite.children("testcase")) cases_.push_back(test);
    }
  }

  std::vector<pugi::xml_node> Verdicts(const char* tag) const {
    std::vector<pugi::xml_node> found;
    for (const auto& test : cases_) {
      for (const auto node : test.children(tag)) found.push_back(node);
    }
    return found;
  }
  std::vector<pugi::xml_node> AllVerdicts() const {
    std::vector<pugi::xml_node> all;
    for (const char* tag : {"failure", "error", "skipped"}) {
      for (const auto& node : Verdicts(tag)) all.push_back(node);
    }
    return all;
  }

  std::string text_;
  pugi::xml_document document_;
  std::vector<pugi::xml_node> cases_;
};
INSTANTIATE_TEST_SUITE_P(Profiles, JunitConsumersTest, testing::Bool(),
                         [](const auto& value) { return value.param ? "Strict" : "Extended"; });

TEST_P(JunitConsumersTest, ReadersOfFlatSuitesFindEveryCase) {
  EXPECT_EQ(cases_.size(), document_.select_nodes("//testcase").size());
  EXPECT_TRUE(document_.select_nodes("//testsuite//testsuite").empty());
  for (const auto& suite : document_.child("testsuites").children("testsuite")) {
    EXPECT_TRUE(suite.child("testcase")) << "Jenkins drops an empty suite";
    EXPECT_FALSE(suite.child("system-out")) << "Jenkins shows it on every case";
    EXPECT_FALSE(suite.attribute("package")) << "Jenkins and TeamCity put it before names";
  }
}

TEST_P(JunitConsumersTest, AllureSeesEveryFailureAsOne) {
  for (const auto& test : cases_) {
    int verdicts = 0;
    for (const char* tag : {"failure", "error", "skipped"}) {
      for (const auto node : test.children(tag)) {
        ++verdicts;
        EXPECT_TRUE(node.first_attribute()) << "without attributes it counts as passed";
      }
    }
    EXPECT_LE(verdicts, 1) << "two verdicts count as passed";
  }
}

TEST_P(JunitConsumersTest, GitLabShowsTheWholeStoryFromTheBodyAlone) {
  std::set<std::string> identities;
  for (const auto& test : cases_) {
    const std::string identity = std::string(test.parent().attribute("name").value()) + "_" +
                                 test.attribute("classname").value() + "_" +
                                 test.attribute("name").value();
    EXPECT_TRUE(identities.insert(identity).second) << identity;
  }
  const std::set<std::string> converted = {"integer", "boolean", "date", "datetime",
                                           "float",   "symbol",  "yaml", "file"};
  for (const auto& node : AllVerdicts()) {
    const std::string body = node.child_value();
    EXPECT_TRUE(body.starts_with(node.attribute("message").value())) << body;
    EXPECT_EQ(converted.count(node.attribute("type").value()), 0u);
  }
}

TEST_P(JunitConsumersTest, ReadersThatJoinTextPartsWithCommasFindOnePart) {
  for (const auto& node : AllVerdicts()) {
    EXPECT_EQ(node.first_child(), node.last_child());
    EXPECT_EQ(node.first_child().type(), pugi::node_cdata);
  }
  EXPECT_EQ(text_.find("]]><![CDATA["), std::string::npos);
}

TEST_P(JunitConsumersTest, ReadersOfDoublesUnderstandEveryTime) {
  for (const auto& found : document_.select_nodes("//@time")) {
    EXPECT_TRUE(std::regex_match(found.attribute().value(), std::regex("[0-9]+\\.[0-9]{3}")))
        << found.attribute().value();
  }
}

TEST_P(JunitConsumersTest, NoLineLooksLikeAJavaStackFrame) {
  std::istringstream lines(text_);
  const std::regex frame("^\\s*(at\\s+)?\\S+\\(\\S+:[0-9]+\\)\\s*$");
  for (std::string line; std::getline(lines, line);) {
    EXPECT_FALSE(std::regex_search(line, frame)) << line;
  }
}

TEST_P(JunitConsumersTest, ActionJunitReportFindsTheLocationAtTheEndOfALine) {
  for (const char* tag : {"failure", "error"}) {
    for (const auto& node : Verdicts(tag)) {
      const std::string body = node.child_value();
      EXPECT_TRUE(std::regex_search(body, std::regex(" scenarios/[a-z-]+\\.xml:[0-9]+\n"))) << body;
    }
  }
}

TEST_P(JunitConsumersTest, JenkinsSplitsTheClassAtTheLastDot) {
  for (const auto& test : cases_) {
    const std::string classname = test.attribute("classname").value();
    EXPECT_EQ(classname.substr(0, classname.rfind('.')), "shakedown");
    EXPECT_LE(classname.size(), 96u) << "Allure looks for a file of that name";
    EXPECT_FALSE(std::string(test.attribute("name").value()).starts_with(classname))
        << "TeamCity would drop the class";
  }
}

TEST_P(JunitConsumersTest, BitbucketsFirst2000CharactersReachTheFix) {
  for (const auto& node : Verdicts("failure")) {
    const size_t fix = std::string(node.child_value()).find("\nFix\n");
    EXPECT_LT(fix, 2000u);
  }
}

TEST_P(JunitConsumersTest, ReportPortalGetsNoTagsFromProperties) {
  for (const auto& found : document_.select_nodes("//property")) {
    EXPECT_STRNE(found.node().attribute("name").value(), "attribute");
    EXPECT_FALSE(found.node().first_child()) << "text would become a description";
  }
  EXPECT_EQ(text_.find("<!DOCTYPE"), std::string::npos);
}

TEST_P(JunitConsumersTest, NoCharacterThatActionJunitReportRemoves) {
  for (const unsigned char c : text_) EXPECT_LT(c, 0x80) << "our own words are ASCII";
}

}  // namespace
}  // namespace shakedown::report
