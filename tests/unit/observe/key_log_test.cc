#include "observe/key_log.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "core/hex.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::observe {
namespace {

const Bytes kRandom(32, 0xab);
const Bytes kSecret(48, 0x11);

std::string Line(const std::string& label, const Bytes& random = kRandom,
                 const Bytes& secret = kSecret) {
  return label + " " + ToHex(random) + " " + ToHex(secret) + "\n";
}

TEST(KeyLog, FindsSecretsByRandomAndLabel) {
  KeyLog log;
  log.Feed("# made by a client\n\n" + Line("CLIENT_RANDOM") +
           Line("SERVER_TRAFFIC_SECRET_0", kRandom, Bytes(32, 0x22)));
  ASSERT_NE(log.Find(Secret::kMaster, kRandom), nullptr);
  EXPECT_EQ(*log.Find(Secret::kMaster, kRandom), kSecret);
  EXPECT_EQ(*log.Find(Secret::kServerTraffic, kRandom), Bytes(32, 0x22));
  EXPECT_EQ(log.Find(Secret::kClientTraffic, kRandom), nullptr);
  EXPECT_EQ(log.Find(Secret::kMaster, Bytes(32, 0xac)), nullptr);
  EXPECT_EQ(log.Find(Secret::kMaster, Bytes(31, 0xab)), nullptr);
  EXPECT_EQ(log.strange_lines(), 0u);
}

TEST(KeyLog, TakesLinesInAnyPortionsAndWithCarriageReturns) {
  std::string text = Line("CLIENT_RANDOM");
  text.insert(text.size() - 1, "\r");
  KeyLog log;
  for (const char c : text) {
    EXPECT_EQ(log.connections(), 0u);
    log.Feed(std::string_view(&c, 1));
  }
  EXPECT_EQ(log.connections(), 1u);
}

TEST(KeyLog, AnUnfinishedLineCountsOnlyAtTheEnd) {
  std::string text = Line("CLIENT_RANDOM");
  text.pop_back();
  KeyLog log;
  log.Feed(text);
  EXPECT_EQ(log.connections(), 0u);
  log.End();
  EXPECT_EQ(log.connections(), 1u);
}

TEST(KeyLog, CountsStrangeLinesAndLeavesThemOut) {
  KeyLog log;
  log.Feed("CLIENT_RANDOM xyz 00\nCLIENT_RANDOM " + ToHex(kRandom) + "\nhello\n" +
           std::string(5000, 'A') + "\n" + Line("EXPORTER_SECRET") + Line("CLIENT_RANDOM"));
  EXPECT_EQ(log.strange_lines(), 4u);
  EXPECT_EQ(log.connections(), 1u);
}

TEST(KeyLogFile, FollowsAFileThatAppearsGrowsAndIsReplaced) {
  const testing_support::TemporaryFolder folder;
  const std::string path = folder.File("keys.log");
  KeyLog log;
  KeyLogFile file(path, &log);
  ASSERT_TRUE(file.Poll()) << "a file that is not there yet is no error";
  std::ofstream(path) << Line("CLIENT_RANDOM", Bytes(32, 1)).substr(0, 50);
  ASSERT_TRUE(file.Poll());
  EXPECT_EQ(log.connections(), 0u);
  std::ofstream(path, std::ios::app) << Line("CLIENT_RANDOM", Bytes(32, 1)).substr(50);
  ASSERT_TRUE(file.Poll());
  EXPECT_EQ(log.connections(), 1u);
  std::ofstream(folder.File("next")) << Line("CLIENT_RANDOM", Bytes(32, 2));
  ASSERT_EQ(std::rename(folder.File("next").c_str(), path.c_str()), 0);
  ASSERT_TRUE(file.Poll());
  EXPECT_EQ(log.connections(), 2u) << "what was read stays";
  std::ofstream(path, std::ios::trunc) << "";
  ASSERT_TRUE(file.Poll());
  std::ofstream(path, std::ios::app) << Line("CLIENT_RANDOM", Bytes(32, 3));
  ASSERT_TRUE(file.Poll());
  EXPECT_EQ(log.connections(), 3u);
}

}  // namespace
}  // namespace shakedown::observe
