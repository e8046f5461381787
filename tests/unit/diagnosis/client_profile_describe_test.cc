// The profiles as people read them, and docs/client-profiles.md, which is made of the same text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "diagnosis/client_profile.h"
#include "diagnosis/client_profile_rules.h"
#include "tests/support/golden.h"

namespace shakedown::diagnosis {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr std::string_view kListMark = "<!-- profiles -->\n";

std::vector<std::string> DescriptionOf(std::string_view id) {
  return Describe(*FindClientProfile(id));
}

/// The part of the page above the list is written by hand.
std::string IntroductionOf(const std::string& path) {
  std::ifstream stream(std::string(SHAKEDOWN_SOURCE_DIR) + "/" + path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  const std::string page = text.str();
  const size_t mark = page.find(kListMark);
  return mark == std::string::npos ? page : page.substr(0, mark);
}

/// Marks that Markdown would take for its own.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '_' || c == '*' || c == '|' || c == '<' || c == '[' || c == '`') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string ListOfProfiles() {
  std::string text = "## The list\n\n| id | evidence | client |\n|---|---|---|\n";
  for (const ClientProfile& profile : ClientProfiles()) {
    const ProfileInfo info = Info(profile);
    const std::string id(info.id);
    text += "| [" + id + "](#" + id + ") | " + ToString(info.evidence) +
            (info.low_confidence ? ", low confidence" : "") + " | " + Escaped(info.name) + " |\n";
  }
  for (const ClientProfile& profile : ClientProfiles()) {
    const ProfileInfo info = Info(profile);
    text += "\n### " + std::string(info.id) + "\n\n" + Escaped(info.name) +
            ". Evidence: " + ToString(info.evidence) + ". Versions: " + Escaped(info.versions) +
            ".\n\n";
    for (const std::string& rule : Describe(profile)) text += "- " + Escaped(rule) + "\n";
    text += "\nSources:\n\n";
    for (const std::string_view source : Sources(profile)) text += "- " + Escaped(source) + "\n";
  }
  return text;
}

TEST(ClientProfileDescribe, SaysWhatEachRuleMeans) {
  const auto go = DescriptionOf("go");
  EXPECT_THAT(go, Contains(HasSubstr("compared octet by octet")));
  EXPECT_THAT(go, Contains(HasSubstr("a certificate in its own file")));
  EXPECT_THAT(go, Contains("Post-handshake authentication: never."));
  EXPECT_THAT(go, Contains(HasSubstr("Config.Renegotiation")));
  const auto chromium = DescriptionOf("chromium-linux");
  EXPECT_THAT(chromium, Contains(HasSubstr("asks the user")));
  EXPECT_THAT(chromium, Contains(HasSubstr("expired certificates")));
  EXPECT_THAT(chromium, Contains("Renegotiation in TLS 1.2: with HTTP/1.1 only."));
  EXPECT_THAT(DescriptionOf("curl-openssl"),
              Contains("Does not compare the listed CA names with the certificate."));
  EXPECT_THAT(DescriptionOf("gnutls-auto"), Contains(HasSubstr("none if it has several")));
}

TEST(ClientProfileDescribe, QuirksComeLast) {
  for (const ClientProfile& profile : ClientProfiles()) {
    const auto lines = Describe(profile);
    ASSERT_GT(lines.size(), profile.quirks.size());
    for (size_t i = 0; i < lines.size(); ++i) {
      EXPECT_EQ(lines[i].starts_with("Quirk: "), i >= lines.size() - profile.quirks.size())
          << profile.id << ": " << lines[i];
      EXPECT_TRUE(lines[i].ends_with('.')) << profile.id << ": " << lines[i];
    }
  }
}

TEST(ClientProfileDescribe, PageListsWhatTheTableHolds) {
  const std::string path = "docs/client-profiles.md";
  const std::string introduction = IntroductionOf(path);
  ASSERT_FALSE(introduction.empty());
  testing_support::ExpectGolden(introduction + std::string(kListMark) + ListOfProfiles(), path);
}

}  // namespace
}  // namespace shakedown::diagnosis
