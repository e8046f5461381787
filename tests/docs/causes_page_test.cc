// docs/causes.md: the catalogue with one real transcript for each cause. SHAKEDOWN_UPDATE_GOLDEN=1
// writes it anew; otherwise the page is compared with the catalogue, and every transcript's setting
// is run again to see that it still has its cause.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "diagnosis/cause.h"
#include "tests/docs/world.h"

namespace shakedown::docs {
namespace {

using diagnosis::CauseInfo;
using testing::HasSubstr;

const std::string kPage = std::string(SHAKEDOWN_SOURCE_DIR) + "/docs/causes.md";

World& TheWorld() {
  static World* const world = new World;
  return *world;
}

std::vector<Reproduction> AllReproductions() {
  std::vector<Reproduction> all;
  for (const auto part :
       {ClientReproductions, ServerReproductions, CertificateReproductions, PathReproductions}) {
    for (const Reproduction& reproduction : part()) all.push_back(reproduction);
  }
  return all;
}

std::optional<Reproduction> ReproductionOf(std::string_view id) {
  for (const Reproduction& reproduction : AllReproductions()) {
    if (reproduction.id == id) return reproduction;
  }
  return std::nullopt;
}

/// What the catalogue says about a cause, as Markdown.
std::string CatalogueText(const CauseInfo& cause) {
  std::string text =
      "## " + std::string(cause.id) + "\n\n**" + std::string(cause.summary) + "**\n\n";
  text += std::string(cause.meaning) + "\n\n";
  text += "What settles it: " + std::string(cause.settled_by) + ".\n\n";
  if (cause.fault != diagnosis::Fault::kNobody) {
    text += "Who has to change something: " + std::string(ToString(cause.fault)) + ".\n\n";
  }
  return text;
}

std::string TranscriptText(const Reproduction& reproduction) {
  const Transcript transcript = reproduction.run(TheWorld());
  return "Example. " + std::string(reproduction.setting) + "\n\n```\n$ " + transcript.command +
         "\n" + transcript.screen + "\n```\n\n";
}

std::string Introduction() {
  return "# Causes\n\n"
         "Why a client certificate did not get its client in: every cause that Shakedown names, "
         "what settles\nit, and one run of `shakedown explain` that found it. The ids are stable; "
         "`shakedown causes ID` prints\nthe same text. Below each transcript stand, in a real run, "
         "the handshake, the server's request, what other\nclients would do, the follow-up "
         "handshakes and the other causes.\n\n"
         "This page is written by the tests with the label `docs`: the transcripts come from real "
         "runs against\nservers on loopback; only ports are replaced.\n\n";
}

std::string Page() {
  std::string page = Introduction();
  for (const CauseInfo& cause : diagnosis::Causes()) {
    page += CatalogueText(cause);
    const auto reproduction = ReproductionOf(cause.id);
    if (reproduction) page += TranscriptText(*reproduction);
  }
  page.pop_back();
  return page;
}

TEST(CausesPage, HasTheCatalogueAndATranscriptForEachCause) {
  if (std::getenv("SHAKEDOWN_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(WriteFile(kPage, Page()));
    FAIL() << "wrote " << kPage;
  }
  const auto page = ReadFile(kPage);
  ASSERT_TRUE(page) << page.error().Text();
  size_t last = 0;
  for (const CauseInfo& cause : diagnosis::Causes()) {
    const std::string text = CatalogueText(cause);
    const size_t at = page->find(text);
    ASSERT_NE(at, std::string::npos) << cause.id << " is missing or out of date";
    EXPECT_GE(at, last) << "the order is that of the catalogue";
    last = at;
    EXPECT_THAT(page->substr(at + text.size(), 16), testing::StartsWith("Example. ")) << cause.id;
  }
}

TEST(CausesPage, NoLineOfATranscriptIsWiderThanATerminal) {
  const auto page = ReadFile(kPage);
  ASSERT_TRUE(page);
  bool inside = false;
  size_t begin = 0;
  while (begin < page->size()) {
    const size_t end = std::min(page->find('\n', begin), page->size());
    const std::string line = page->substr(begin, end - begin);
    begin = end + 1;
    if (line == "```") inside = !inside;
    const bool command = line.starts_with("$ ") || line.starts_with("  Reproduce ");
    if (inside && !command) {
      EXPECT_LE(line.size(), 80u) << line;
    }
  }
}

TEST(CausesPage, EveryCauseIsReproduced) {
  for (const CauseInfo& cause : diagnosis::Causes()) {
    EXPECT_TRUE(ReproductionOf(cause.id)) << cause.id;
  }
  for (const Reproduction& reproduction : AllReproductions()) {
    EXPECT_NE(diagnosis::FindCause(reproduction.id), nullptr) << reproduction.id;
  }
}

class Reproductions : public testing::TestWithParam<Reproduction> {};

TEST_P(Reproductions, HasItsCause) {
  const Reproduction& reproduction = GetParam();
  const Transcript transcript = reproduction.run(TheWorld());
  EXPECT_EQ(transcript.error, "");
  if (reproduction.beside) {
    EXPECT_THAT(transcript.screen, HasSubstr("\nAlso       the server's own certificate"));
  } else {
    EXPECT_EQ(transcript.cause, reproduction.id) << transcript.command << '\n' << transcript.screen;
  }
  EXPECT_LE(std::count(transcript.screen.begin(), transcript.screen.end(), '\n'), 24);
}

std::string NameOf(const testing::TestParamInfo<Reproduction>& info) {
  std::string name(info.param.id);
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, Reproductions, testing::ValuesIn(AllReproductions()), NameOf);

}  // namespace
}  // namespace shakedown::docs
