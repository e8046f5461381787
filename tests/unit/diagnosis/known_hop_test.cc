#include "diagnosis/hops/known_hop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "core/text.h"

namespace shakedown::diagnosis {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(KnownHop, EveryRowHasANameASourceAndAMark) {
  std::set<std::string_view> names;
  for (const KnownHop& hop : KnownHops()) {
    SCOPED_TRACE(hop.name);
    EXPECT_FALSE(hop.name.empty());
    EXPECT_TRUE(names.insert(hop.name).second) << "stands in the table twice";
    EXPECT_THAT(std::string(hop.source), AnyOf(StartsWith("https://"), StartsWith("measured: ")));
    const bool marked = !hop.headers.front().name.empty() || !hop.issuers.front().type.empty() ||
                        !hop.pages.front().empty();
    EXPECT_TRUE(marked);
  }
  EXPECT_GE(names.size(), 45u);
}

TEST(KnownHop, MarksAreWrittenAsTheyAreCompared) {
  for (const KnownHop& hop : KnownHops()) {
    SCOPED_TRACE(hop.name);
    for (const HeaderMark& mark : hop.headers) EXPECT_EQ(mark.part, ToLowerAscii(mark.part));
    for (const IssuerMark& mark : hop.issuers) {
      EXPECT_EQ(mark.part, ToLowerAscii(mark.part));
      // An empty part would name every server's issuer.
      EXPECT_EQ(mark.type.empty(), mark.part.empty());
    }
    for (const std::string_view page : hop.pages) EXPECT_EQ(page, ToLowerAscii(page));
  }
}

TEST(KnownHop, InspectionIsKnownByIssuersAndContentNetworksByHeaders) {
  for (const KnownHop& hop : Inspectors())
    EXPECT_FALSE(hop.issuers.front().type.empty()) << hop.name;
  for (const KnownHop& hop : ContentNetworks()) {
    EXPECT_FALSE(hop.headers.front().name.empty()) << hop.name;
  }
}

TEST(KnownHop, TheManualHasEveryRowWithItsSource) {
  std::ifstream file(std::string(SHAKEDOWN_SOURCE_DIR) + "/docs/hops.md");
  std::stringstream text;
  text << file.rdbuf();
  for (const KnownHop& hop : KnownHops()) {
    EXPECT_THAT(text.str(), HasSubstr("| " + std::string(hop.name) + " |"));
    std::string source(hop.source);
    if (source.starts_with("measured: ")) source.erase(0, std::string("measured: ").size());
    EXPECT_THAT(text.str(), HasSubstr(source));
  }
}

}  // namespace
}  // namespace shakedown::diagnosis
