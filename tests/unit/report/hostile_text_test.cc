#include "tests/support/hostile_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <pugixml.hpp>
#include <sstream>

#include "report/console.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/layout.h"
#include "tests/support/hostile_run.h"

// Whatever a peer, a certificate or a suite file says, every report stays well-formed and harmless.
namespace shakedown::report {
namespace {

using namespace testing_support;  // NOLINT: builders only

constexpr uint32_t kSeeds = 60;

void ExpectHarmless(const std::string& text) {
  const size_t at = FirstForbidden(text);
  EXPECT_EQ(at, std::string::npos) << "octet at " << at << ": " << text.substr(at, 20);
  EXPECT_EQ(FirstLiveMarker(text), "");
}

TEST(HostileTextTest, JunitStaysWellFormedInBothProfiles) {
  for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const auto run = HostileRun(seed);
    for (const bool strict : {false, true}) {
      JunitOptions options;
      options.strict = strict;
      const auto report = MakeJunitReport(options);
      run->Feed(*report);
      const std::string text = report->Document();
      pugi::xml_document document;
      ASSERT_TRUE(document.load_string(text.c_str(), pugi::parse_full));
      EXPECT_EQ(document.select_nodes("//testcase").size(), run->results().size());
      EXPECT_EQ(document.select_nodes("//failure").size(), 2u);
      ExpectHarmless(text);
      for (const auto& found : document.select_nodes("//@message | //testcase/@name")) {
        const std::string value = found.attribute().value();
        EXPECT_EQ(value.find_first_of("<>&\"\n"), std::string::npos) << value;
        EXPECT_LE(Characters(value), 200u);
        EXPECT_FALSE(value.empty());
      }
      for (const auto& found : document.select_nodes("//failure | //error | //skipped")) {
        EXPECT_EQ(found.node().first_child(), found.node().last_child());
        EXPECT_STRNE(found.node().child_value(), "");
      }
    }
  }
}

TEST(HostileTextTest, HarnessDocumentsStayWellFormed) {
  HostileText text(99);
  for (int i = 0; i < 300; ++i) {
    const std::string xml = HarnessDocument(text.Next(), text.Next(), text.Next(), i % 2 == 0);
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(xml.c_str(), pugi::parse_full)) << xml;
    ExpectHarmless(xml);
  }
}

TEST(HostileTextTest, JsonStaysJson) {
  for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const auto run = HostileRun(seed);
    const auto report = MakeJsonReport();
    run->Feed(*report);
    const std::string text = report->Document();
    const auto json = nlohmann::json::parse(text, nullptr, false);
    ASSERT_FALSE(json.is_discarded());
    EXPECT_EQ(json["suites"][0]["cases"].size(), run->results().size());
    ExpectHarmless(text);
  }
}

TEST(HostileTextTest, TheConsoleShowsNoLiveCommand) {
  for (uint32_t seed = 1; seed <= kSeeds; ++seed) {
    SCOPED_TRACE(seed);
    const auto run = HostileRun(seed);
    std::ostringstream out;
    std::ostringstream status;
    ConsoleOptions options;
    options.color = ColorChoice::kNever;
    options.verbosity = 2;
    options.out = &out;
    options.status = &status;
    options.terminal = false;
    options.heartbeat = Milliseconds(0);
    const auto report = MakeConsoleReport(options);
    run->Feed(*report);
    ExpectHarmless(out.str());
    ExpectHarmless(status.str());
  }
}

}  // namespace
}  // namespace shakedown::report
